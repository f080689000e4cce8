/** Spanish: the erasure of the user's data. */

export const esErasure = {
  erasure: "Suprimir mis datos",
  erasure_goes:
    "Se borran su cuenta, sus datos de contacto y su documento, sus avisos y sus sesiones, y se cancelan sus citas " +
    "pendientes. Su nombre desaparece también de los registros del laboratorio.",
  erasure_stays:
    "La ley obliga a conservar durante años las citas y los resultados: quedan sellados, sin acceso para nadie. " +
    "Descargue antes una copia, porque usted tampoco podrá verlos.",
  erasure_final: "No se puede deshacer. El laboratorio comprueba su identidad y los resultados pendientes, y lo hace.",
  erasure_ask: "Pedir la supresión",
  erasure_sent: "La solicitud está enviada al laboratorio.",
  erasure_pending: "pendiente del laboratorio",
  erasure_since: "Solicitada el {when}",
  erasure_withdraw: "Retirar la solicitud",
  erasure_withdraw_sure: "¿Retirar la solicitud? Sus datos se quedan como están.",
  erasure_withdrawn: "La solicitud está retirada.",
  erasure_declined: "El laboratorio no suprimió sus datos: {reason}",
  erasure_was_requested: "Pidió la supresión de sus datos.",
  erasure_was_withdrawn: "Retiró la solicitud de suprimir sus datos.",
  erasure_was_declined: "El laboratorio no suprimió sus datos: {reason}",
  erasure_was_erased: "El laboratorio suprimió sus datos.",
  why_erased: "El laboratorio suprimió sus datos, como usted pidió. Esta cuenta ya no existe.",
};
