/** Spanish: verification in two steps. */

export const esFactors = {
  second_step: "Verificación en dos pasos",
  second_step_why:
    "Además de la contraseña, al entrar se pide algo que solo usted tiene. Así nadie entra con su cuenta " +
    "aunque conozca su contraseña.",
  second_step_totp: "Su contraseña es correcta. Escriba ahora el código de 6 cifras que muestra su aplicación.",
  second_step_recovery:
    "Escriba uno de los diez códigos que guardó al activar la verificación. Cada uno sirve una vez.",
  code_totp: "Código de la aplicación",
  code_recovery: "Código de recuperación",
  use_totp: "Usar el código de la aplicación",
  use_recovery: "Usar un código de recuperación",
  no_recovery_codes: "No le quedan códigos de recuperación. Si no tiene su aplicación, llame al laboratorio.",
  other_account: "Entrar con otra cuenta",
  continue: "Continuar",
  cancel: "Cancelar",
  confirm_password: "Confirme su contraseña",
  factors_on: "Activada",
  factors_off: "Sin activar",
  factors_off_text: "Su cuenta se protege solo con la contraseña.",
  first_factor: "Al activar la verificación en dos pasos se cierran sus demás sesiones.",
  kind_totp: "Aplicación de códigos",
  kind_passkey: "Llave de acceso",
  factor_added: "Agregada: {when}",
  factor_removed: "Quitado.",
  factor_name: "Nombre",
  factor_name_hint: "Para reconocerla en su cuenta.",
  my_phone: "Mi teléfono",
  rename: "Cambiar nombre",
  remove: "Quitar",
  remove_factor: "«{name}» ya no servirá para entrar.",
  remove_last_factor:
    "Al quitar «{name}» su cuenta vuelve a protegerse solo con la contraseña, y los códigos de " +
    "recuperación dejan de valer.",
  add_authenticator: "Agregar una aplicación de códigos",
  authenticator_install:
    "Instale en su teléfono una aplicación de códigos: Aegis, Google Authenticator, Microsoft Authenticator u otra.",
  authenticator_scan: "En ella, agregue una cuenta y apunte la cámara a este dibujo.",
  authenticator_qr: "Código QR con la clave de abajo",
  authenticator_open: "Si está en el teléfono, abra la aplicación aquí",
  authenticator_secret: "Sin cámara, escriba en ella esta clave:",
  authenticator_code: "Escriba el código de 6 cifras que muestra la aplicación.",
  activate: "Activar",
  recovery_codes: "Códigos de recuperación",
  recovery_codes_of: "Códigos de recuperación de {account}",
  codes_left: "Para entrar sin su teléfono. Cada uno sirve una vez. Le quedan {n} de 10.",
  renew_codes: "Crear códigos nuevos",
  renew_codes_text: "Los códigos de recuperación que tiene ahora dejarán de valer.",
  keep_codes: "Guarde sus códigos de recuperación",
  keep_codes_text:
    "Con uno de ellos puede entrar si pierde su teléfono. Se muestran esta única vez: imprímalos o " +
    "guárdelos fuera de este dispositivo.",
  copy: "Copiar",
  download: "Descargar",
  print: "Imprimir",
  codes_copied: "Copiados.",
  codes_not_copied: "El navegador no deja copiarlos: quedaron seleccionados.",
  codes_file: "codigos-de-recuperacion.txt",
  codes_kept: "Ya los guardé",
  account_second_factor: "Cambió la verificación en dos pasos de su cuenta",
  account_second_factor_created: "Agregó «{name}» a la verificación en dos pasos",
  account_second_factor_removed: "Quitó «{name}» de la verificación en dos pasos",
  account_second_factor_refused:
    "Alguien escribió su contraseña pero no superó el segundo paso. Si no fue usted, cambie su contraseña",
  account_recovery_codes: "Tiene códigos de recuperación nuevos",
  account_recovery_codes_used: "Se usó un código de recuperación; le quedan {n}",
};
