"""What the memoria says in Spanish of each thing that the code names, for :mod:`memoria_blocks`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from shared.protocol import central_dialogue, engine_dialogue

TOPICS: Mapping[str, tuple[str, str, str]] = {
    # Key, who writes, who reads.
    "ev.requests": ("id del CP (`sync_requested`: del conductor)", "conductores y motores", "CENTRAL"),
    "ev.commands": ("id del CP", "CENTRAL", "motores"),
    "ev.cp-events": ("id del CP", "motores", "CENTRAL"),
    "ev.notices": ("id del conductor", "CENTRAL", "conductores"),
    "ev.network": ("id del CP (topic compactado)", "CENTRAL", "conductores"),
    "ev.heartbeat": ("`central` (una partición)", "CENTRAL, cada segundo", "conductores y motores"),
}

RECORDS: Mapping[str, str] = {
    "charge_requested": "Se pide un suministro, desde la aplicación o en el propio CP",
    "charge_cancelled": "El conductor retira su petición antes de enchufar",
    "sync_requested": "Una aplicación que vuelve pregunta qué tiene abierto y por sus últimos tickets",
    "authorise": "La CENTRAL pide al motor que se reserve para un conductor, a ese precio",
    "cancel": "La CENTRAL cancela una reserva",
    "stop": "La CENTRAL pone el CP fuera de servicio",
    "resume": "La CENTRAL lo devuelve al servicio",
    "finish_confirmed": "El final está en la base de datos de la CENTRAL: el motor deja de repetirlo",
    "report": "La CENTRAL pregunta al motor por su estado",
    "request_answered": "Qué ha sido de una petición hecha en el propio CP, para su ventana",
    "engine_state": "Estado del motor; con `order_id` si contesta a una orden",
    "authorisation_answered": "El motor acepta o rechaza la reserva",
    "charging_started": "El vehículo se ha enchufado",
    "meter_reading": "Lectura del contador, cada segundo",
    "charging_finished": "Final del suministro; se repite con el mismo `id` hasta que se confirma",
    "request_progress": "Un paso de la petición",
    "charging_update": "Última lectura del suministro de ese conductor",
    "ticket": "Ticket de un suministro",
    "session_state": "En qué punto está un suministro abierto",
    "cp_status": "Un CP tal como lo ve la CENTRAL",
    "central_alive": "Latido de la CENTRAL; con `database` falso vive, pero no puede escribir",
}

EVENTS: Mapping[str, str] = {
    "ACCEPTED": "el motor acepta la reserva",
    "STARTED": "llega `charging_started`: el vehículo está enchufado",
    "SILENCE": "el CP se avería o pasa 5 s sin lecturas",
    "READING": "llega una lectura",
    "FINISHED": "llega `charging_finished`: se hace el ticket",
    "SETTLED": "el operador lo salda (`settle`): se hace el ticket",
    "DROPPED": "el operador lo descarta (`drop`): sin ticket",
    "CANCEL": "negativa, cancelación, plazo vencido, parada, avería o desconexión",
}

CENTRAL_TABLES: Mapping[str, str] = {
    "charging_point": "CP: sitio, precio, alta, secreto, las dos últimas claves y la orden vigente",
    "driver": "Conductores registrados y si están habilitados",
    "request": "Cada petición leída, para que la misma no tenga un segundo efecto",
    "supply": "Reservas y suministros; uno terminado es su ticket",
    "offset": "Por dónde se sigue leyendo en cada partición de Kafka",
    "outbox": "Bandeja de salida: registros que Kafka aún no ha confirmado",
    "audit": "Órdenes de los operadores y altas, para consultas posteriores",
    "setting": "Ajustes, como la tarifa por defecto",
}

Rows = Sequence[tuple[str, str, str]]

SOCKETS: Mapping[str, tuple[Rows, Callable[[], Iterable[str]]]] = {
    "central": (
        (
            (
                "`REGISTER#id#sitio#x#y`",
                "`REGISTERED#secreto`<br>`PENDING#segundos`<br>`REJECTED#motivo`",
                "Alta del CP con su ubicación y, si se quiere, su posición en el mapa. El secreto se dice una"
                " sola vez; con la política `approve` se espera al operador",
            ),
            (
                "`AUTH#id`",
                "`CHALLENGE#nonce`<br>`REJECTED#motivo`",
                "Comienza la autenticación: la CENTRAL propone un reto de un solo uso",
            ),
            (
                "`PROOF#mac`",
                "`ACCEPTED#precio`<br>`REJECTED#motivo`",
                "El monitor demuestra que conoce el secreto, sin enviarlo",
            ),
            (
                "`STATUS#OK`<br>`STATUS#KO#motivo`",
                "`OK`<br>`REAUTH#motivo`",
                "Cada segundo: el monitor vive y su motor funciona o está averiado",
            ),
        ),
        lambda: {*central_dialogue._COUNTS, *central_dialogue._ANSWERS},
    ),
    "motor": (
        (
            (
                "`IDENTIFY#id#clave#precio`",
                "`IDENTIFIED#estado`<br>`REJECTED#motivo`",
                "El motor recibe su id, la clave con la que firma en Kafka y el precio que se muestra",
            ),
            (
                "`HEALTH#UP`<br>`HEALTH#DOWN`",
                "`OK#estado`<br>`KO#motivo`",
                "Cada segundo: comprobación de salud. `UP` o `DOWN` dicen si el monitor alcanza la CENTRAL",
            ),
        ),
        lambda: {*engine_dialogue._COUNTS, *engine_dialogue._ANSWERS},
    ),
}
