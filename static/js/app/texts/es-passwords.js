/** Spanish: forgotten passwords, and those that the staff set. */

export const esPasswords = {
  forgotten: "¿Olvidó su contraseña?",
  forgotten_what: "Escriba el correo de su cuenta. Le enviaremos un enlace para elegir una contraseña nueva.",
  send_link: "Enviar el enlace",
  link_sent:
    "Si hay una cuenta con ese correo, el enlace llegará en unos minutos. Sirve durante una hora, una sola vez.",
  link_at_laboratory:
    "El laboratorio no envía correos. Pídale en persona o por teléfono un enlace para elegir otra contraseña.",
  link_for_staff: "El personal lo pide a un administrador.",
  back_to_sign_in: "Volver a entrar",
  linked_password: "Elegir una contraseña nueva",
  linked_password_what: "Elija la contraseña con la que entrará desde ahora. Se cerrarán todas sus sesiones.",
  linked_password_rules: "Al menos 10 caracteres; no una contraseña muy común, ni su correo o su nombre.",
  show_password: "Mostrar la contraseña",
  set_password: "Guardar la contraseña",
  linked_password_set: "La contraseña está cambiada. Ya puede entrar con ella.",
  to_admin_from_link: "Soy del personal: ir al panel",
  link_invalid: "Este enlace ya no sirve: venció, se usó, o hay uno más nuevo.",
  initial_password: "Elija su contraseña",
  initial_password_what: "La que usó es provisional. Elija la suya para entrar.",
  save_and_enter: "Guardar y entrar",
  another_link: "Pedir otro enlace",
};
