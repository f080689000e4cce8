/** English: forgotten passwords, and those that the staff set. */

/** @type {Record<keyof typeof import("./es-passwords.js").esPasswords, string>} */
export const enPasswords = {
  forgotten: "Forgot your password?",
  forgotten_what: "Enter the e-mail address of your account. We will send a link to choose a new password.",
  send_link: "Send the link",
  link_sent:
    "If there is an account with that address, the link will arrive in a few minutes. It works for an hour, once.",
  link_at_laboratory:
    "The laboratory sends no e-mails. Ask it in person or by phone for a link to choose another password.",
  link_for_staff: "Staff ask an administrator.",
  back_to_sign_in: "Back to sign in",
  linked_password: "Choose a new password",
  linked_password_what: "Choose the password that you will sign in with from now on. All your sessions will be closed.",
  linked_password_rules: "At least 10 characters; not a very common password, nor your e-mail address or your name.",
  show_password: "Show the password",
  set_password: "Save the password",
  linked_password_set: "The password is changed. You can sign in with it now.",
  to_admin_from_link: "I am staff: go to the dashboard",
  link_invalid: "This link is no longer valid: it expired, was used, or there is a newer one.",
  initial_password: "Choose your password",
  initial_password_what: "The one that you used is temporary. Choose your own to sign in.",
  save_and_enter: "Save and sign in",
  another_link: "Ask for another link",
};
