<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Address</name>
    <message>
        <source>The address &apos;{text}&apos; is a URL; write it as host:port, without &apos;{scheme}://&apos;.</source>
        <translation>La dirección &apos;{text}&apos; es una URL; se escribe host:puerto, sin &apos;{scheme}://&apos;.</translation>
    </message>
    <message>
        <source>The address &apos;{text}&apos; has no port; write it as host:port, for example 192.168.1.10:9092.</source>
        <translation>A la dirección &apos;{text}&apos; le falta el puerto; se escribe host:puerto, por ejemplo 192.168.1.10:9092.</translation>
    </message>
    <message>
        <source>The address &apos;{text}&apos; has no host; write it as host:port, for example 192.168.1.10:9092.</source>
        <translation>A la dirección &apos;{text}&apos; le falta el host; se escribe host:puerto, por ejemplo 192.168.1.10:9092.</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a port; write a whole number from {lowest} to {highest}.</source>
        <translation>&apos;{text}&apos; no es un puerto; debe ser un número entero de {lowest} a {highest}.</translation>
    </message>
    <message>
        <source>The address &apos;{text}&apos; lacks the bracket &apos;]&apos;; write IPv6 as in [::1]:9092.</source>
        <translation>A la dirección &apos;{text}&apos; le falta el corchete &apos;]&apos;; IPv6 se escribe como [::1]:9092.</translation>
    </message>
    <message>
        <source>The address &apos;{text}&apos; has more than one &apos;:&apos;; write IPv6 in brackets, as in [::1]:9092.</source>
        <translation>La dirección &apos;{text}&apos; tiene más de un &apos;:&apos;; IPv6 se escribe entre corchetes, como [::1]:9092.</translation>
    </message>
    <message>
        <source>&apos;{host}&apos; is not an IPv6 address; write it as in [::1]:9092.</source>
        <translation>&apos;{host}&apos; no es una dirección IPv6; se escribe como [::1]:9092.</translation>
    </message>
    <message>
        <source>&apos;{host}&apos; is not an IPv4 address; write four numbers from 0 to 255, as in 192.168.1.10.</source>
        <translation>&apos;{host}&apos; no es una dirección IPv4; son cuatro números de 0 a 255, como 192.168.1.10.</translation>
    </message>
    <message>
        <source>&apos;{host}&apos; is not the name of a computer; write letters, digits, &apos;-&apos; and &apos;.&apos;.</source>
        <translation>&apos;{host}&apos; no es el nombre de un equipo; solo se admiten letras, cifras, &apos;-&apos; y &apos;.&apos;.</translation>
    </message>
</context>
<context>
    <name>Age</name>
    <message>
        <source>{days} d {hours} h ago</source>
        <translation>hace {days} d {hours} h</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min ago</source>
        <translation>hace {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s ago</source>
        <translation>hace {minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{seconds} s ago</source>
        <translation>hace {seconds} s</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>These parts did not end in time and were abandoned: {names}; see the log.</source>
        <translation>Estas partes no terminaron a tiempo y se han abandonado: {names}; véase el registro.</translation>
    </message>
</context>
<context>
    <name>Arguments</name>
    <message>
        <source>options of the window</source>
        <translation>opciones de la ventana</translation>
    </message>
    <message>
        <source>place and size of the window with its frame, in pixels</source>
        <translation>posición y tamaño de la ventana con su marco, en píxeles</translation>
    </message>
    <message>
        <source>colours of the window</source>
        <translation>colores de la ventana</translation>
    </message>
    <message>
        <source>with the window too, take commands on standard input</source>
        <translation>también con ventana, leer comandos de la entrada estándar</translation>
    </message>
    <message>
        <source>no window until the command &apos;show&apos; on standard input; closing it then only hides it</source>
        <translation>sin ventana hasta el comando &apos;show&apos; por la entrada estándar; cerrarla después solo la oculta</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no place and size; write X,Y,W,H, for example 0,0,800,600.</source>
        <translation>&apos;{text}&apos; no es posición y tamaño; se escribe X,Y,ANCHO,ALTO, por ejemplo 0,0,800,600.</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Red</translation>
    </message>
    <message>
        <source>usage: </source>
        <translation>uso: </translation>
    </message>
    <message>
        <source>(default: {value})</source>
        <translation>(por defecto: {value})</translation>
    </message>
    <message>
        <source>arguments</source>
        <translation>argumentos</translation>
    </message>
    <message>
        <source>options</source>
        <translation>opciones</translation>
    </message>
    <message>
        <source>do not start: look at addresses, ports, files and clock, one line each; exit code 1 if one fails</source>
        <translation>no arrancar: comprobar direcciones, puertos, ficheros y reloj, una línea por comprobación; código de salida 1 si alguna falla</translation>
    </message>
    <message>
        <source>options of every program</source>
        <translation>opciones comunes a todos los programas</translation>
    </message>
    <message>
        <source>show this help and end</source>
        <translation>mostrar esta ayuda y terminar</translation>
    </message>
    <message>
        <source>show the version and end</source>
        <translation>mostrar la versión y terminar</translation>
    </message>
    <message>
        <source>no window: log on standard error, commands on standard input</source>
        <translation>sin ventana: registro por la salida de error, comandos por la entrada estándar</translation>
    </message>
    <message>
        <source>folder of database, journal, secret, settings and log</source>
        <translation>carpeta de base de datos, diario, secreto, ajustes y registro</translation>
    </message>
    <message>
        <source>(default: the data folder of the user)</source>
        <translation>(por defecto: la carpeta de datos del usuario)</translation>
    </message>
    <message>
        <source>name of the network, in the names of its topics: the same for all its programs</source>
        <translation>nombre de la red, en los nombres de sus topics: el mismo para todos sus programas</translation>
    </message>
    <message>
        <source>any option of the Kafka client, also NAME=@FILE; may be repeated</source>
        <translation>cualquier opción del cliente de Kafka, también NOMBRE=@FICHERO; se puede repetir</translation>
    </message>
    <message>
        <source>language of texts and figures</source>
        <translation>idioma de textos y cifras</translation>
    </message>
    <message>
        <source>(default: the language of the system)</source>
        <translation>(por defecto: el idioma del sistema)</translation>
    </message>
    <message>
        <source>least severity that is logged</source>
        <translation>gravedad mínima que se registra</translation>
    </message>
    <message>
        <source>log for people, or for machines with one JSON object a line</source>
        <translation>registro para personas, o para máquinas con un objeto JSON por línea</translation>
    </message>
    <message>
        <source>&apos;{word}&apos; is no UTF-8 text; set the terminal to UTF-8</source>
        <translation>&apos;{word}&apos; no es texto UTF-8; poner el terminal en UTF-8</translation>
    </message>
    <message>
        <source>({program} --help explains all arguments)</source>
        <translation>({program} --help explica todos los argumentos)</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not the name of a network; write 1 to 32 of a-z, 0-9 and &apos;-&apos;, as in group-7.</source>
        <translation>&apos;{text}&apos; no es el nombre de una red; escribir de 1 a 32 de a-z, 0-9 y &apos;-&apos;, como en group-7.</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a whole number from 1 to 1000000.</source>
        <translation>&apos;{text}&apos; no es un número entero de 1 a 1000000.</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a position; write X,Y with numbers from 0 to 100, for example 40,25.5.</source>
        <translation>&apos;{text}&apos; no es una posición; se escribe X,Y con números de 0 a 100, por ejemplo 40,25.5.</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no target; write seconds or energy above 0, for example 20s or 3kWh.</source>
        <translation>&apos;{text}&apos; no es un objetivo; se escriben segundos o energía mayores que 0, por ejemplo 20s o 3kWh.</translation>
    </message>
    <message>
        <source>these arguments are missing: {names}</source>
        <translation>faltan estos argumentos: {names}</translation>
    </message>
    <message>
        <source>nobody knows these arguments: {names}</source>
        <translation>argumentos desconocidos: {names}</translation>
    </message>
    <message>
        <source>{name}: {value} is not possible; write one of {choices}</source>
        <translation>{name}: {value} no es posible; debe ser uno de {choices}</translation>
    </message>
    <message>
        <source>{name} needs one value; if it starts with &apos;-&apos;, write {option}=VALUE</source>
        <translation>{name} necesita un valor; si empieza por &apos;-&apos;, se escribe {option}=VALOR</translation>
    </message>
    <message>
        <source>{name} takes no value, but {value} was given</source>
        <translation>{name} no admite ningún valor, pero se ha dado {value}</translation>
    </message>
</context>
<context>
    <name>BigButton</name>
    <message>
        <source>key {key}</source>
        <translation>tecla {key}</translation>
    </message>
</context>
<context>
    <name>Central</name>
    <message>
        <source>Control panel and logic of the charging network.</source>
        <translation>Panel de control y lógica de la red de recarga.</translation>
    </message>
    <message>
        <source>port for the monitors</source>
        <translation>puerto para los monitores</translation>
    </message>
    <message>
        <source>Kafka, host:port</source>
        <translation>Kafka, host:puerto</translation>
    </message>
    <message>
        <source>address to listen on (default: all)</source>
        <translation>dirección en la que escuchar (por defecto: todas)</translation>
    </message>
    <message>
        <source>sqlite:///FILE or postgresql://... (default: SQLite in the data folder)</source>
        <translation>sqlite:///FICHERO o postgresql://... (por defecto: SQLite en la carpeta de datos)</translation>
    </message>
    <message>
        <source>who may enrol: all, after approval, or nobody</source>
        <translation>quién puede darse de alta: todos, con aprobación o nadie</translation>
    </message>
    <message>
        <source>charging points that may enrol in all (default: {most})</source>
        <translation>puntos de recarga que pueden darse de alta en total (por defecto: {most})</translation>
    </message>
    <message>
        <source>connections of one address that have not proved who they are (default: {most})</source>
        <translation>conexiones de una dirección que aún no han demostrado quiénes son (por defecto: {most})</translation>
    </message>
    <message>
        <source>default price, for example 0.54</source>
        <translation>precio por defecto, por ejemplo 0.54</translation>
    </message>
    <message>
        <source>CSV file with the header driver_id,enabled</source>
        <translation>fichero CSV con la cabecera driver_id,enabled</translation>
    </message>
    <message>
        <source>file with CENTRAL&apos;s certificate and key: monitors must use TLS</source>
        <translation>fichero con el certificado y la clave de la CENTRAL: los monitores deben usar TLS</translation>
    </message>
    <message>
        <source>Port for the monitors</source>
        <translation>Puerto para los monitores</translation>
    </message>
    <message>
        <source>every charging point, as JSON</source>
        <translation>todos los puntos de recarga, en JSON</translation>
    </message>
    <message>
        <source>every ticket, as JSON</source>
        <translation>todos los tickets, en JSON</translation>
    </message>
    <message>
        <source>take out of service</source>
        <translation>poner fuera de servicio</translation>
    </message>
    <message>
        <source>put back in service</source>
        <translation>volver a poner en servicio</translation>
    </message>
    <message>
        <source>price of a charging point, EUR per kWh</source>
        <translation>precio de un punto de recarga, EUR por kWh</translation>
    </message>
    <message>
        <source>default price, EUR per kWh</source>
        <translation>precio por defecto, EUR por kWh</translation>
    </message>
    <message>
        <source>register a driver</source>
        <translation>registrar un conductor</translation>
    </message>
    <message>
        <source>let a driver request again</source>
        <translation>permitir de nuevo las peticiones de un conductor</translation>
    </message>
    <message>
        <source>deny a driver&apos;s requests</source>
        <translation>denegar las peticiones de un conductor</translation>
    </message>
    <message>
        <source>open one enrolment for it, for the monitor that shows the code</source>
        <translation>permitir un alta, la del monitor que muestra el código</translation>
    </message>
    <message>
        <source>refuse its enrolment</source>
        <translation>rechazar su alta</translation>
    </message>
    <message>
        <source>make its secret void</source>
        <translation>anular su secreto</translation>
    </message>
    <message>
        <source>take it out of the network, for good</source>
        <translation>quitarlo de la red, para siempre</translation>
    </message>
    <message>
        <source>make the ticket of an interrupted supply or of an orphan, for good</source>
        <translation>hacer, en definitiva, el ticket de un suministro interrumpido o de un final huérfano</translation>
    </message>
    <message>
        <source>ends of supplies that CENTRAL does not know, as JSON</source>
        <translation>finales de suministros que la CENTRAL no conoce, como JSON</translation>
    </message>
    <message>
        <source>confirm an orphan without a ticket, for good</source>
        <translation>confirmar un final huérfano sin ticket, en definitiva</translation>
    </message>
    <message>
        <source>There is no driver {driver}. Add it with: driver add {driver}</source>
        <translation>No existe el conductor {driver}. Se añade con: driver add {driver}</translation>
    </message>
    <message>
        <source>{count} monitors ask as {cp}: look which code the right one shows, and add it: {commands}</source>
        <translation>{count} monitores piden el alta como {cp}: mirar qué código muestra el verdadero y añadirlo: {commands}</translation>
    </message>
    <message>
        <source>The enrolment of {cp} does not wait for a decision.</source>
        <translation>El alta de {cp} no está pendiente de decisión.</translation>
    </message>
    <message>
        <source>The charging point {cp} is not enrolled.</source>
        <translation>El punto de recarga {cp} no está dado de alta.</translation>
    </message>
    <message>
        <source>{cp} takes part in the network: end its monitor and its supply, settle or drop what is interrupted or an orphan, then forget it.</source>
        <translation>{cp} forma parte de la red: termine su monitor y su suministro, cierre o descarte lo que esté interrumpido o huérfano, y olvídelo después.</translation>
    </message>
    <message>
        <source>Only an interrupted supply can be settled.</source>
        <translation>Solo se puede cerrar un suministro interrumpido.</translation>
    </message>
    <message>
        <source>Only what is listed by &apos;orphans&apos; can be dropped.</source>
        <translation>Solo se puede descartar lo que muestra &apos;orphans&apos;.</translation>
    </message>
    <message>
        <source>There is no charging point {cp}. Those that exist are listed by: status</source>
        <translation>No existe el punto de recarga {cp}. Los que existen se listan con: status</translation>
    </message>
</context>
<context>
    <name>CentralMessage</name>
    <message>
        <source>Faulted</source>
        <translation>Averiado</translation>
    </message>
    <message>
        <source>Faulted: {reason}</source>
        <translation>Averiado: {reason}</translation>
    </message>
    <message>
        <source>Supply of {driver} ended: {reason}. {energy}, {amount}; ticket sent</source>
        <translation>Suministro de {driver} finalizado: {reason}. {energy}, {amount}; ticket enviado</translation>
    </message>
    <message>
        <source>Request of {driver} for {cp} denied: {reason}</source>
        <translation>Petición de {driver} para {cp} denegada: {reason}</translation>
    </message>
    <message>
        <source>Request of {driver} for {cp} cancelled: {reason}</source>
        <translation>Petición de {driver} para {cp} cancelada: {reason}</translation>
    </message>
    <message>
        <source>Price set to {price}</source>
        <translation>Precio fijado en {price}</translation>
    </message>
    <message>
        <source>Default tariff set to {price}</source>
        <translation>Tarifa por defecto fijada en {price}</translation>
    </message>
    <message>
        <source>The charging point refused the request: {reason}</source>
        <translation>El punto de recarga rechazó la petición: {reason}</translation>
    </message>
    <message>
        <source>The clock of its computer is {amount} behind CENTRAL&apos;s: set the one that is wrong (for example: {command})</source>
        <translation>El reloj de su equipo está {amount} atrasado respecto al de la CENTRAL: poner en hora el que esté mal (por ejemplo: {command})</translation>
    </message>
    <message>
        <source>The clock of its computer is {amount} ahead of CENTRAL&apos;s: set the one that is wrong (for example: {command})</source>
        <translation>El reloj de su equipo está {amount} adelantado respecto al de la CENTRAL: poner en hora el que esté mal (por ejemplo: {command})</translation>
    </message>
    <message>
        <source>A request of {driver} had expired when it came: the clock of its computer seems to be {amount} behind CENTRAL&apos;s. Set the one that is wrong (for example: {command})</source>
        <translation>Una petición de {driver} había caducado al llegar: el reloj de su equipo parece estar {amount} atrasado respecto al de la CENTRAL. Poner en hora el que esté mal (por ejemplo: {command})</translation>
    </message>
    <message>
        <source>A request of {driver} comes from the future: the clock of its computer is {amount} ahead of CENTRAL&apos;s. Set the one that is wrong (for example: {command})</source>
        <translation>Una petición de {driver} llega del futuro: el reloj de su equipo está {amount} adelantado respecto al de la CENTRAL. Poner en hora el que esté mal (por ejemplo: {command})</translation>
    </message>
    <message>
        <source>Enrolment is open to all</source>
        <translation>Las altas están abiertas a todos</translation>
    </message>
    <message>
        <source>Enrolment needs the operator&apos;s approval</source>
        <translation>Las altas requieren la aprobación del operador</translation>
    </message>
    <message>
        <source>Enrolment is closed</source>
        <translation>Las altas están cerradas</translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation>Dado de alta</translation>
    </message>
    <message>
        <source>Asked to be enrolled, but enrolment is closed</source>
        <translation>Solicitó el alta, pero las altas están cerradas</translation>
    </message>
    <message>
        <source>Its row in the database is damaged, and left alone: mend it or put a backup back; until then the charging point is not served</source>
        <translation>Su fila de la base de datos está dañada y no se toca: arréglela o restaure una copia; hasta entonces no se atiende el punto de recarga</translation>
    </message>
    <message>
        <source>Monitor authenticated</source>
        <translation>Monitor autenticado</translation>
    </message>
    <message>
        <source>Monitor refused: its secret is wrong</source>
        <translation>Monitor rechazado: su secreto no es correcto</translation>
    </message>
    <message>
        <source>A second monitor with this id was refused</source>
        <translation>Se rechazó un segundo monitor con este id</translation>
    </message>
    <message>
        <source>A monitor sent a wrong request: {rule}</source>
        <translation>Un monitor envió una petición incorrecta: {rule}</translation>
    </message>
    <message>
        <source>A connection sent a wrong frame: {rule}</source>
        <translation>Una conexión envió una trama incorrecta: {rule}</translation>
    </message>
    <message>
        <source>One enrolment opened by the operator</source>
        <translation>Un alta permitida por el operador</translation>
    </message>
    <message>
        <source>Enrolment rejected by the operator</source>
        <translation>Alta rechazada por el operador</translation>
    </message>
    <message>
        <source>Forgotten by the operator</source>
        <translation>Olvidado por el operador</translation>
    </message>
    <message>
        <source>The database {where} has no charging point, but the network had {count} ({names}). If it is not the right one, end CENTRAL and give it the right --data-dir or --database: nothing is lost</source>
        <translation>La base de datos {where} no tiene ningún punto de recarga, pero la red tenía {count} ({names}). Si no es la verdadera, terminar la CENTRAL y darle el --data-dir o --database correcto: no se ha perdido nada</translation>
    </message>
    <message>
        <source>Revoked by the operator</source>
        <translation>Revocado por el operador</translation>
    </message>
    <message>
        <source>Activated</source>
        <translation>Activado</translation>
    </message>
    <message>
        <source>Connected, supplying</source>
        <translation>Conectado, suministrando</translation>
    </message>
    <message>
        <source>Out of order</source>
        <translation>Out of Order</translation>
    </message>
    <message>
        <source>Disconnected: its monitor does not answer. A running supply goes on, no new one until it is back</source>
        <translation>Desconectado: su monitor no responde. Un suministro en curso sigue, ninguno nuevo hasta que vuelva</translation>
    </message>
    <message>
        <source>The engine tells the end of a supply that this database does not know: {energy}, {amount}. Settle or drop it (in the charging point&apos;s details, or by the console command: orphans)</source>
        <translation>El motor comunica el final de un suministro que esta base de datos no conoce: {energy}, {amount}. Ciérrelo o descártelo (en el detalle del punto de recarga, o por consola: orphans)</translation>
    </message>
    <message>
        <source>Ticket made for the end of an unknown supply, of no driver: {energy}, {amount}</source>
        <translation>Hecho el ticket, de ningún conductor, del final de un suministro desconocido: {energy}, {amount}</translation>
    </message>
    <message>
        <source>The engine&apos;s figures of the supply of {driver} ({metered}, {metered_amount}) are not those of its ticket, {energy}, {amount}, which stays</source>
        <translation>Las cifras del motor para el suministro de {driver} ({metered}, {metered_amount}) no son las de su ticket, {energy}, {amount}, que se mantiene</translation>
    </message>
    <message>
        <source>Supply of {driver} was not in the database (a backup, or a new one): taken over from its engine</source>
        <translation>El suministro de {driver} no estaba en la base de datos (una copia de seguridad, o nueva): se toma de su motor</translation>
    </message>
    <message>
        <source>Supply of {driver} interrupted: the engine is silent; its ticket comes when it is back</source>
        <translation>Suministro de {driver} interrumpido: el motor calla; su ticket llegará cuando vuelva</translation>
    </message>
    <message>
        <source>Kafka is away.</source>
        <translation>Sin Kafka.</translation>
    </message>
    <message>
        <source>Kafka no longer has the records of {topic} from {wanted}; reading goes on at {now}, and engines repeat the ends that were not confirmed</source>
        <translation>Kafka ya no tiene los registros de {topic} desde {wanted}; se sigue leyendo en {now}, y los motores repiten los finales no confirmados</translation>
    </message>
    <message>
        <source>Request of {driver} for {cp} received</source>
        <translation>Petición de {driver} para {cp} recibida</translation>
    </message>
    <message>
        <source>A monitor at {address} asks to be enrolled under the code {shown}: accept it if its window shows that code, or reject it</source>
        <translation>Un monitor de {address} pide el alta con el código {shown}: aceptarlo si su ventana muestra ese código, o rechazarlo</translation>
    </message>
    <message>
        <source>CENTRAL is running on {listening}; charging points in the database: {cps}</source>
        <translation>La CENTRAL funciona en {listening}; puntos de recarga en la base de datos: {cps}</translation>
    </message>
    <message>
        <source>New charging points are refused: there are {most}, as many as --max-enrolments allows. Forget those that are gone, or allow more</source>
        <translation>Se rechazan los puntos de recarga nuevos: ya hay {most}, los que permite --max-enrolments. Olvidar los que ya no existen, o permitir más</translation>
    </message>
    <message>
        <source>Charging points that the database {where} does not have are no longer shown to drivers ({count}): {names}</source>
        <translation>Los puntos de recarga que la base de datos {where} no tiene dejan de mostrarse a los conductores ({count}): {names}</translation>
    </message>
    <message>
        <source>Request of {driver} for {cp}: checking</source>
        <translation>Petición de {driver} para {cp}: comprobando</translation>
    </message>
    <message>
        <source>Request of {driver}: asking {cp}</source>
        <translation>Petición de {driver}: consultando a {cp}</translation>
    </message>
    <message>
        <source>Request of {driver} authorised: waiting for the plug at {cp}</source>
        <translation>Petición de {driver} autorizada: falta enchufar en {cp}</translation>
    </message>
    <message>
        <source>Plugged in: supplying {driver}</source>
        <translation>Enchufado: suministrando a {driver}</translation>
    </message>
    <message>
        <source>Supply of {driver} is live again</source>
        <translation>El suministro de {driver} vuelve a estar en directo</translation>
    </message>
    <message>
        <source>Message rejected: {rule}</source>
        <translation>Mensaje rechazado: {rule}</translation>
    </message>
    <message>
        <source>Ordered to stop</source>
        <translation>Orden de parar</translation>
    </message>
    <message>
        <source>Ordered to resume</source>
        <translation>Orden de reanudar</translation>
    </message>
    <message>
        <source>Driver {driver} registered</source>
        <translation>Conductor {driver} registrado</translation>
    </message>
    <message>
        <source>Drivers imported: {added} new, {known} known before</source>
        <translation>Conductores importados: {added} nuevos, {known} ya conocidos</translation>
    </message>
    <message>
        <source>Driver {driver} enabled</source>
        <translation>Conductor {driver} habilitado</translation>
    </message>
    <message>
        <source>Driver {driver} disabled</source>
        <translation>Conductor {driver} inhabilitado</translation>
    </message>
    <message>
        <source>Connected to Kafka</source>
        <translation>Conectado a Kafka</translation>
    </message>
    <message>
        <source>A record could not be sent: {reason}</source>
        <translation>No se pudo enviar un registro: {reason}</translation>
    </message>
    <message>
        <source>The clock of its computer agrees with CENTRAL&apos;s again</source>
        <translation>El reloj de su equipo vuelve a coincidir con el de la CENTRAL</translation>
    </message>
    <message>
        <source>The clock of the computer of {driver} is right again</source>
        <translation>El reloj del equipo de {driver} vuelve a estar bien</translation>
    </message>
    <message>
        <source>The database works again</source>
        <translation>La base de datos vuelve a funcionar</translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation>{reason}</translation>
    </message>
</context>
<context>
    <name>CentralWindow</name>
    <message>
        <source>waits for you</source>
        <translation>pendiente</translation>
    </message>
    <message>
        <source>enrolled</source>
        <translation>de alta</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rechazada</translation>
    </message>
    <message>
        <source>revoked</source>
        <translation>revocada</translation>
    </message>
    <message>
        <source>CP</source>
        <translation>CP</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ubicación</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Precio</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>Conductor</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Potencia</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energía</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Importe</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>Enrolment</source>
        <translation>Alta</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Ended: {reason}</source>
        <translation>Fin: {reason}</translation>
    </message>
    <message>
        <source>{step}: {reason}</source>
        <translation>{step}: {reason}</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Finalizado</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Duración</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesión</translation>
    </message>
    <message>
        <source>May request</source>
        <translation>Puede solicitar</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>no, disabled</source>
        <translation>no, inhabilitado</translation>
    </message>
    <message>
        <source>Has a supply at</source>
        <translation>Suministro en</translation>
    </message>
    <message>
        <source>Not enrolled</source>
        <translation>Sin alta</translation>
    </message>
    <message>
        <source>No reading since the start</source>
        <translation>Sin lecturas desde el arranque</translation>
    </message>
    <message>
        <source>Last reading {age}</source>
        <translation>Última lectura {age}</translation>
    </message>
    <message>
        <source>Reserved · {driver} · asking the charging point</source>
        <translation>Reservado · {driver} · consultando al CP</translation>
    </message>
    <message>
        <source>Reserved · {driver} · plug in within {left}</source>
        <translation>Reservado · {driver} · {left} para enchufar</translation>
    </message>
    <message>
        <source>Never connected since CENTRAL started</source>
        <translation>Sin conexión desde que arrancó la CENTRAL</translation>
    </message>
    <message>
        <source>Monitor lost {age}</source>
        <translation>Monitor perdido {age}</translation>
    </message>
    <message>
        <source>Its monitor has not come back yet</source>
        <translation>Su monitor aún no ha vuelto</translation>
    </message>
    <message>
        <source>No monitor for {span} · supply interrupted</source>
        <translation>Sin monitor desde hace {span} · suministro interrumpido</translation>
    </message>
    <message>
        <source>Supply goes on · no monitor {span}</source>
        <translation>Sigue sin monitor · {span}</translation>
    </message>
    <message>
        <source>since {time} ({span})</source>
        <translation>desde las {time} ({span})</translation>
    </message>
    <message>
        <source>Asks to be enrolled: accept or reject it</source>
        <translation>Solicita el alta: aceptar o rechazar</translation>
    </message>
    <message>
        <source>Enrolment rejected</source>
        <translation>Alta rechazada</translation>
    </message>
    <message>
        <source>Revoked: its secret is void</source>
        <translation>Revocado: su secreto está anulado</translation>
    </message>
    <message>
        <source>{text} · ordered to stop</source>
        <translation>{text} · con orden de parar</translation>
    </message>
    <message>
        <source>Supply interrupted: {reason}</source>
        <translation>Suministro interrumpido: {reason}</translation>
    </message>
    <message>
        <source>By order of CENTRAL</source>
        <translation>Por orden de la CENTRAL</translation>
    </message>
    <message>
        <source>{text} · supply interrupted</source>
        <translation>{text} · suministro interrumpido</translation>
    </message>
    <message>
        <source>Supply interrupted: no readings</source>
        <translation>Suministro interrumpido: sin lecturas</translation>
    </message>
    <message>
        <source>No reading since {time}</source>
        <translation>Sin lecturas desde las {time}</translation>
    </message>
    <message>
        <source>The end of an unknown supply waits</source>
        <translation>Espera el final de un suministro desconocido</translation>
    </message>
    <message>
        <source>A supply before it is interrupted</source>
        <translation>Hay otro anterior interrumpido</translation>
    </message>
    <message>
        <source>Its engine tells the end of a supply of {driver} that the database does not know: {energy}, {amount}.</source>
        <translation>Su motor comunica el final de un suministro de {driver} que la base de datos no conoce: {energy}, {amount}.</translation>
    </message>
    <message>
        <source>No reading of {driver}&apos;s supply since CENTRAL started. Delivered before: {energy}, {amount}.</source>
        <translation>Sin lecturas del suministro de {driver} desde que arrancó la CENTRAL. Entregado antes: {energy}, {amount}.</translation>
    </message>
    <message>
        <source>No reading of {driver}&apos;s supply since {time} ({span}). Delivered until then: {energy}, {amount}.</source>
        <translation>Sin lecturas del suministro de {driver} desde las {time} ({span}). Entregado hasta entonces: {energy}, {amount}.</translation>
    </message>
    <message>
        <source>The database is a backup, or another one. Settle it to make its ticket, or drop it; then the engine tells it no more. For another driver settle it by the console: settle SESSION DRIVER.</source>
        <translation>La base de datos es una copia de seguridad, u otra. Ciérrelo para hacer su ticket, o descártelo; el motor no lo comunicará más. Para otro conductor, ciérrelo por consola: settle SESSION DRIVER.</translation>
    </message>
    <message>
        <source>When its engine is back it reports the exact end by itself. If it never comes back, settle the supply here.</source>
        <translation>Cuando vuelva su motor, él mismo comunicará el final exacto. Si no vuelve nunca, cerrar aquí el suministro.</translation>
    </message>
    <message>
        <source>Settle…</source>
        <translation>Cerrar…</translation>
    </message>
    <message>
        <source>Drop…</source>
        <translation>Descartar…</translation>
    </message>
    <message>
        <source>Supply interrupted</source>
        <translation>Suministro interrumpido</translation>
    </message>
    <message>
        <source>{count} supplies interrupted</source>
        <translation>{count} suministros interrumpidos</translation>
    </message>
    <message>
        <source>End of an unknown supply</source>
        <translation>Final de un suministro desconocido</translation>
    </message>
    <message>
        <source>Make the ticket of {driver} now, with the {energy} and {amount} reported last? It is final: what the engine may report later changes nothing.</source>
        <translation>¿Hacer ya el ticket de {driver} con los últimos {energy} y {amount} comunicados? Es definitivo: lo que el motor comunique después no cambia nada.</translation>
    </message>
    <message>
        <source>Settle with {amount}</source>
        <translation>Cerrar con {amount}</translation>
    </message>
    <message>
        <source>Drop this end for good? No ticket of {amount} is made.</source>
        <translation>¿Descartar este final en definitiva? No se hará ningún ticket de {amount}.</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>{cp}: the supply of {driver} is interrupted for {span} and its engine does not come back. Start the engine again, or settle the supply.</source>
        <translation>{cp}: el suministro de {driver} lleva {span} interrumpido y su motor no vuelve. Arrancar de nuevo el motor o cerrar el suministro.</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Aceptar</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Rechazar</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Siguiente</translation>
    </message>
    <message>
        <source>Accept all</source>
        <translation>Aceptar todos</translation>
    </message>
    <message>
        <source>{cp} asks to be enrolled</source>
        <translation>{cp} solicita el alta</translation>
    </message>
    <message>
        <source>{count} more after it</source>
        <translation>y {count} más</translation>
    </message>
    <message>
        <source>code {code}</source>
        <translation>código {code}</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} más</translation>
    </message>
    <message>
        <source>Search CP, place, driver…   Ctrl+F</source>
        <translation>Buscar CP, lugar, conductor…   Ctrl+F</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Ver todos</translation>
    </message>
    <message>
        <source>{count} charging points</source>
        <translation>{count} puntos</translation>
    </message>
    <message>
        <source>{shown} of {all}</source>
        <translation>{shown} de {all}</translation>
    </message>
    <message>
        <source>Stop shown…</source>
        <translation>Parar los mostrados…</translation>
    </message>
    <message>
        <source>Resume shown…</source>
        <translation>Reanudar los mostrados…</translation>
    </message>
    <message>
        <source>Stop all…</source>
        <translation>Parar todos…</translation>
    </message>
    <message>
        <source>Resume all…</source>
        <translation>Reanudar todos…</translation>
    </message>
    <message>
        <source>1 charging point</source>
        <translation>1 punto</translation>
    </message>
    <message>
        <source>Stopping {count} in {seconds} s. Their supplies end with a ticket.</source>
        <translation>Se paran {count} en {seconds} s. Sus suministros terminan con ticket.</translation>
    </message>
    <message>
        <source>Select a charging point to see all about it and to stop, resume or price it.</source>
        <translation>Seleccionar un punto de recarga para verlo, pararlo, reanudarlo o fijar su precio.</translation>
    </message>
    <message>
        <source>Power (kW)</source>
        <translation>Potencia (kW)</translation>
    </message>
    <message>
        <source>Last supplies</source>
        <translation>Últimos suministros</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Parar</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Price…</source>
        <translation>Precio…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>Settle the interrupted supply…</source>
        <translation>Cerrar el suministro interrumpido…</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Fijar</translation>
    </message>
    <message>
        <source>Tariff</source>
        <translation>Tarifa</translation>
    </message>
    <message>
        <source>Allow one new enrolment</source>
        <translation>Permitir una nueva alta</translation>
    </message>
    <message>
        <source>Revoke…</source>
        <translation>Revocar…</translation>
    </message>
    <message>
        <source>Forget…</source>
        <translation>Olvidar…</translation>
    </message>
    <message>
        <source>The default tariff, {price}</source>
        <translation>La tarifa por defecto, {price}</translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation>{count} seleccionados</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} y {count} más</translation>
    </message>
    <message>
        <source>Power now</source>
        <translation>Potencia actual</translation>
    </message>
    <message>
        <source>Stop {count}…</source>
        <translation>Parar {count}…</translation>
    </message>
    <message>
        <source>Resume {count}…</source>
        <translation>Reanudar {count}…</translation>
    </message>
    <message>
        <source>Resume {what}?</source>
        <translation>¿Reanudar {what}?</translation>
    </message>
    <message>
        <source>Resume {what}</source>
        <translation>Reanudar {what}</translation>
    </message>
    <message>
        <source>Stop {what}? Running supplies end with a ticket.</source>
        <translation>¿Parar {what}? Los suministros en curso terminan con ticket.</translation>
    </message>
    <message>
        <source>Stop {what}</source>
        <translation>Parar {what}</translation>
    </message>
    <message>
        <source>Let {cp} enrol once more? Its present secret becomes void when it does.</source>
        <translation>¿Permitir que {cp} se dé de alta otra vez? Al hacerlo, su secreto actual quedará anulado.</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>Permitir</translation>
    </message>
    <message>
        <source>Revoke {cp}? Its monitor is shut out until you allow a new enrolment.</source>
        <translation>¿Revocar {cp}? Su monitor queda excluido hasta que se permita una nueva alta.</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Revocar</translation>
    </message>
    <message>
        <source>Forget {cp}? It leaves the panel, the database and drivers&apos; apps. Its tickets stay.</source>
        <translation>¿Olvidar {cp}? Desaparece del panel, de la base de datos y de las aplicaciones de los conductores. Sus tickets se conservan.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Olvidar</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abiertas</translation>
    </message>
    <message>
        <source>every charging point that asks is enrolled</source>
        <translation>se admite todo CP que la solicite</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Con aprobación</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Cerradas</translation>
    </message>
    <message>
        <source>nobody new; those enrolled go on</source>
        <translation>ninguna nueva; los dados de alta siguen</translation>
    </message>
    <message>
        <source>Drivers</source>
        <translation>Conductores</translation>
    </message>
    <message>
        <source>No drivers yet. Add one by its id, or import a CSV file: driver_id,enabled</source>
        <translation>Aún no hay conductores. Se añaden por su id o se importan de un fichero CSV: driver_id,enabled</translation>
    </message>
    <message>
        <source>Id of a new driver</source>
        <translation>Id del nuevo conductor</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Import CSV…</source>
        <translation>Importar CSV…</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>Habilitar</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Inhabilitar</translation>
    </message>
    <message>
        <source>{driver} is registered already.</source>
        <translation>{driver} ya está registrado.</translation>
    </message>
    <message>
        <source>Import drivers</source>
        <translation>Importar conductores</translation>
    </message>
    <message>
        <source>{file}: {new} new, {known} known before.</source>
        <translation>{file}: {new} nuevos, {known} ya conocidos.</translation>
    </message>
    <message>
        <source>CSV files (*.csv);;All files (*)</source>
        <translation>Ficheros CSV (*.csv);;Todos los ficheros (*)</translation>
    </message>
    <message>
        <source>you accept or reject each one, below the tiles</source>
        <translation>se acepta o rechaza cada uno, bajo las fichas</translation>
    </message>
    <message>
        <source>Select drivers in the table first</source>
        <translation>Seleccionar antes conductores en la tabla</translation>
    </message>
    <message>
        <source>Its requests are denied; a running supply goes on</source>
        <translation>Sus peticiones se deniegan; un suministro en curso sigue</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Default tariff</source>
        <translation>Tarifa por defecto</translation>
    </message>
    <message>
        <source>For charging points without a price of their own. Running supplies keep their price.</source>
        <translation>Para los puntos de recarga sin precio propio. Los suministros en curso conservan su precio.</translation>
    </message>
    <message>
        <source>never heard</source>
        <translation>sin noticias</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>out of service</source>
        <translation>fuera de servicio</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>not since CENTRAL started</source>
        <translation>ninguna desde que arrancó la CENTRAL</translation>
    </message>
    <message>
        <source>Last reading</source>
        <translation>Última lectura</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>sends readings</source>
        <translation>envía lecturas</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>se desconoce</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>It is free again as soon as its monitor says OK.</source>
        <translation>Vuelve a estar libre en cuanto su monitor diga OK.</translation>
    </message>
    <message>
        <source>These figures are old. Its engine meters on and keeps them; the ticket comes later.</source>
        <translation>Estas cifras son antiguas. Su motor sigue midiendo y las guarda; el ticket llegará después.</translation>
    </message>
    <message>
        <source>Its monitor has not come since CENTRAL started.</source>
        <translation>Su monitor no ha venido desde que arrancó la CENTRAL.</translation>
    </message>
    <message>
        <source>No monitor since {time} ({span}).</source>
        <translation>Sin monitor desde las {time} ({span}).</translation>
    </message>
    <message>
        <source>Its supply goes on to the normal end, with ticket. No new one until the monitor is back; CENTRAL waits for it.</source>
        <translation>Su suministro sigue hasta el final normal, con ticket. Ninguno nuevo hasta que vuelva el monitor; la CENTRAL lo espera.</translation>
    </message>
    <message>
        <source>No new supply until it is back; CENTRAL waits for it.</source>
        <translation>Ningún suministro nuevo hasta que vuelva; la CENTRAL lo espera.</translation>
    </message>
    <message>
        <source>Ordered to stop.</source>
        <translation>Orden de parar.</translation>
    </message>
    <message>
        <source>Power (kW), until {time}</source>
        <translation>Potencia (kW), hasta las {time}</translation>
    </message>
    <message>
        <source>No charging points yet</source>
        <translation>Aún no hay puntos de recarga</translation>
    </message>
    <message>
        <source>CENTRAL is ready. A charging point appears here as soon as its monitor registers. Start its two programs:</source>
        <translation>La CENTRAL está lista. Un punto de recarga aparece aquí cuando se registra su monitor. Sus dos programas:</translation>
    </message>
    <message>
        <source>KAFKA is the host:port of the broker that CENTRAL uses; MAD2 is the id of your choice.</source>
        <translation>KAFKA es el host:puerto del broker que usa la CENTRAL; MAD2, el id que se elija.</translation>
    </message>
    <message>
        <source>Monitor, beside the engine</source>
        <translation>Monitor, junto al motor</translation>
    </message>
    <message>
        <source>Ended supplies</source>
        <translation>Suministros finalizados</translation>
    </message>
    <message>
        <source>No supply has ended yet. Each one that ends is listed here.</source>
        <translation>Aún no ha finalizado ningún suministro. Aquí se lista cada uno que finaliza.</translation>
    </message>
    <message>
        <source>the last {count}</source>
        <translation>los últimos {count}</translation>
    </message>
    <message>
        <source>{count} supply · {energy} · {amount}</source>
        <translation>{count} suministro · {energy} · {amount}</translation>
    </message>
    <message>
        <source>{count} supplies · {energy} · {amount}</source>
        <translation>{count} suministros · {energy} · {amount}</translation>
    </message>
    <message>
        <source>Charging points</source>
        <translation>Puntos de recarga</translation>
    </message>
    <message>
        <source>Map of the charging points</source>
        <translation>Mapa de los puntos de recarga</translation>
    </message>
    <message>
        <source>Without a place on the map: {names}</source>
        <translation>Sin posición en el mapa: {names}</translation>
    </message>
    <message>
        <source>Price in EUR per kWh</source>
        <translation>Precio en EUR por kWh</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a price: write EUR per kWh, such as {example}.</source>
        <translation>&apos;{text}&apos; no es un precio: se escribe en EUR por kWh, como {example}.</translation>
    </message>
    <message>
        <source>Free of charge? Press again to set a price of 0.</source>
        <translation>¿Gratis? Pulsar otra vez para poner un precio de 0.</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Libre</translation>
    </message>
    <message>
        <source>{label}: show only these</source>
        <translation>{label}: mostrar solo estos</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Rejected messages</source>
        <translation>Mensajes rechazados</translation>
    </message>
    <message>
        <source>Power now · {count} not heard</source>
        <translation>Potencia · {count} sin noticias</translation>
    </message>
    <message>
        <source>Kafka answers</source>
        <translation>Kafka responde</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>conectando</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Base de datos</translation>
    </message>
    <message>
        <source>{count} tx/s</source>
        <translation>{count} tx/s</translation>
    </message>
    <message>
        <source>Transactions in the last second</source>
        <translation>Transacciones en el último segundo</translation>
    </message>
    <message>
        <source>Monitors</source>
        <translation>Monitores</translation>
    </message>
    <message>
        <source>{count} of {total}</source>
        <translation>{count} de {total}</translation>
    </message>
    <message>
        <source>{count} of {total} charging points have a live monitor; listening on {where}</source>
        <translation>{count} de {total} puntos de recarga tienen el monitor en línea; escuchando en {where}</translation>
    </message>
    <message>
        <source>Kafka is away since {time}.</source>
        <translation>Sin Kafka desde las {time}.</translation>
    </message>
    <message>
        <source>No requests arrive and figures are old. Running supplies go on and are kept by their engines; their tickets come later.</source>
        <translation>No llegan peticiones y las cifras son antiguas. Los suministros en curso siguen y sus motores los guardan; sus tickets llegarán después.</translation>
    </message>
    <message>
        <source>The database cannot be written since {time}.</source>
        <translation>No se puede escribir en la base de datos desde las {time}.</translation>
    </message>
    <message>
        <source>Nothing is answered that it must remember. Running supplies go on; their tickets come later.</source>
        <translation>No se responde a nada que deba guardarse. Los suministros en curso siguen; sus tickets llegarán después.</translation>
    </message>
    <message>
        <source>No charging point matches.</source>
        <translation>Ningún punto de recarga coincide.</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>Fichas</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Lista</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Mapa</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Requests in progress</source>
        <translation>Peticiones en curso</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Supplies that run: {count}. They go on without CENTRAL; their tickets come when it is back, and until then no request is answered. End it?</source>
        <translation>Suministros en curso: {count}. Siguen sin la CENTRAL; sus tickets llegan cuando vuelva, y hasta entonces no se responde a ninguna petición. ¿Terminar?</translation>
    </message>
</context>
<context>
    <name>Checks</name>
    <message>
        <source>TLS file</source>
        <translation>Fichero TLS</translation>
    </message>
    <message>
        <source>Drivers file</source>
        <translation>Fichero de conductores</translation>
    </message>
    <message>
        <source>The TLS file {path} holds a certificate and its key</source>
        <translation>El fichero TLS {path} contiene un certificado y su clave</translation>
    </message>
    <message>
        <source>{name}, drivers: {count}</source>
        <translation>{name}, conductores: {count}</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Secreto</translation>
    </message>
    <message>
        <source>Clock against CENTRAL&apos;s</source>
        <translation>Reloj respecto al de la CENTRAL</translation>
    </message>
    <message>
        <source>There is no secret yet; CENTRAL gives one when it enrols this charging point</source>
        <translation>Aún no hay secreto; la CENTRAL lo da al dar de alta este punto de recarga</translation>
    </message>
    <message>
        <source>There is a secret from an enrolment in CENTRAL</source>
        <translation>Hay un secreto de un alta en la CENTRAL</translation>
    </message>
    <message>
        <source>Clock: a monitor does not hear CENTRAL&apos;s; EV_CP_E --check on this computer does.</source>
        <translation>Reloj: un monitor no oye el de la CENTRAL; EV_CP_E --check en este equipo, sí.</translation>
    </message>
    <message>
        <source>Services file</source>
        <translation>Fichero de servicios</translation>
    </message>
    <message>
        <source>{name}, services: {count}</source>
        <translation>{name}, servicios: {count}</translation>
    </message>
    <message>
        <source>{who}: TCP port {port}</source>
        <translation>{who}: puerto TCP {port}</translation>
    </message>
    <message>
        <source>{who}: the name {host}</source>
        <translation>{who}: el nombre {host}</translation>
    </message>
    <message>
        <source>{who}: the name {host} leads to {numbers}</source>
        <translation>{who}: el nombre {host} lleva a {numbers}</translation>
    </message>
    <message>
        <source>{who}: {address} takes connections</source>
        <translation>{who}: {address} acepta conexiones</translation>
    </message>
    <message>
        <source>{who}: this computer does not know the name {host}; check its spelling, write its number instead, such as 192.168.1.20, or add it to the file hosts.</source>
        <translation>{who}: este equipo no conoce el nombre {host}; comprobar cómo está escrito, escribir en su lugar el número, como 192.168.1.20, o añadirlo al fichero hosts.</translation>
    </message>
    <message>
        <source>{who}: no name server says where {host} is; check the network of this computer, or write the number instead, such as 192.168.1.20.</source>
        <translation>{who}: ningún servidor de nombres dice dónde está {host}; comprobar la red de este equipo, o escribir en su lugar el número, como 192.168.1.20.</translation>
    </message>
    <message>
        <source>{who}: nothing at all comes back from {address}; check the address, that that computer is on, and that its firewall lets TCP port {port} in.</source>
        <translation>{who}: no llega respuesta de {address}; comprobar la dirección, que ese equipo esté encendido y que su cortafuegos deje entrar por el puerto TCP {port}.</translation>
    </message>
    <message>
        <source>{who}: no way leads to {address}; check the address, that that computer is on and in the same network, and its firewall (TCP port {port}).</source>
        <translation>{who}: no hay ruta hasta {address}; comprobar la dirección, que ese equipo esté encendido y en la misma red, y su cortafuegos (puerto TCP {port}).</translation>
    </message>
    <message>
        <source>Kafka: the topics</source>
        <translation>Kafka: los topics</translation>
    </message>
    <message>
        <source>Kafka: no other CENTRAL</source>
        <translation>Kafka: ninguna otra CENTRAL</translation>
    </message>
    <message>
        <source>Kafka: who answers at {address}</source>
        <translation>Kafka: quién responde en {address}</translation>
    </message>
    <message>
        <source>Kafka answers at {address} and at the address that it gives its clients ({latency} ms)</source>
        <translation>Kafka responde en {address} y en la dirección que da a sus clientes ({latency} ms)</translation>
    </message>
    <message>
        <source>Kafka at {address} is too slow; look at its computer and log.</source>
        <translation>Kafka es demasiado lento en {address}; mirar su equipo y su registro.</translation>
    </message>
    <message>
        <source>Kafka lacks these topics: {names}; CENTRAL makes them: start it with this same Kafka.</source>
        <translation>A Kafka le faltan estos topics: {names}; los crea la CENTRAL: arrancarla con este mismo Kafka.</translation>
    </message>
    <message>
        <source>Kafka has all {count} topics</source>
        <translation>Kafka tiene los {count} topics</translation>
    </message>
    <message>
        <source>CENTRAL is not heard through this Kafka; start it with this same Kafka, or look at its window whether it reaches it.</source>
        <translation>No se oye a la CENTRAL a través de este Kafka; arrancarla con este mismo Kafka, o mirar en su ventana si llega a él.</translation>
    </message>
    <message>
        <source>CENTRAL runs, but its database fails; its window says what to do.</source>
        <translation>La CENTRAL está en marcha, pero falla su base de datos; su ventana dice qué hacer.</translation>
    </message>
    <message>
        <source>CENTRAL is heard through Kafka, but too seldom to compare the clocks; ask again.</source>
        <translation>Se oye a la CENTRAL a través de Kafka, pero demasiado poco para comparar los relojes; repetir la comprobación.</translation>
    </message>
    <message>
        <source>CENTRAL is heard through Kafka, and its clock agrees with this computer&apos;s</source>
        <translation>Se oye a la CENTRAL a través de Kafka, y su reloj coincide con el de este equipo</translation>
    </message>
    <message>
        <source>No other CENTRAL uses this Kafka</source>
        <translation>Ninguna otra CENTRAL usa este Kafka</translation>
    </message>
    <message>
        <source>This CENTRAL already runs with this Kafka</source>
        <translation>Esta CENTRAL ya está en marcha con este Kafka</translation>
    </message>
    <message>
        <source>Another CENTRAL already uses this Kafka; end that one, or give this one a --network of its own.</source>
        <translation>Otra CENTRAL usa ya este Kafka; terminarla, o dar a esta un --network propio.</translation>
    </message>
    <message>
        <source>Kafka: nothing listens at {address}; start Kafka on that computer, and check its port, which is 9092 as a rule.</source>
        <translation>Kafka: nadie escucha en {address}; arrancar Kafka en ese equipo y comprobar su puerto, que suele ser 9092.</translation>
    </message>
    <message>
        <source>A program of EVCharging answers at {address}, not Kafka: it is the port of CENTRAL or of an engine; write Kafka&apos;s, which is 9092 as a rule.</source>
        <translation>En {address} responde un programa de EVCharging y no Kafka: es el puerto de la CENTRAL o de un motor; escribir el de Kafka, que suele ser 9092.</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Carpeta de datos</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Base de datos</translation>
    </message>
    <message>
        <source>Port {port} of this computer</source>
        <translation>Puerto {port} de este equipo</translation>
    </message>
    <message>
        <source>{name} runs now, with the data folder {folder}</source>
        <translation>{name} está en marcha ahora, con la carpeta de datos {folder}</translation>
    </message>
    <message>
        <source>The data folder {folder} can be written</source>
        <translation>Se puede escribir en la carpeta de datos {folder}</translation>
    </message>
    <message>
        <source>The database {where} can be written; a CENTRAL has it now</source>
        <translation>Se puede escribir en la base de datos {where}; ahora la tiene una CENTRAL</translation>
    </message>
    <message>
        <source>There is no database {where} yet; the program makes it</source>
        <translation>Aún no existe la base de datos {where}; la crea el programa</translation>
    </message>
    <message>
        <source>The database {where} can be written</source>
        <translation>Se puede escribir en la base de datos {where}</translation>
    </message>
    <message>
        <source>This program already runs and has port {port}; a second one needs another {option}</source>
        <translation>Este programa ya está en marcha y tiene el puerto {port}; un segundo necesita otro {option}</translation>
    </message>
    <message>
        <source>Port {port} is free</source>
        <translation>El puerto {port} está libre</translation>
    </message>
    <message>
        <source>{who}: who answers at {address}</source>
        <translation>{who}: quién responde en {address}</translation>
    </message>
    <message>
        <source>The program at {address} wants TLS; start this one with --tls and the file of its certificate.</source>
        <translation>El programa de {address} exige TLS; arrancar este con --tls y el fichero de su certificado.</translation>
    </message>
    <message>
        <source>Kafka answers at {address}; write the port of the monitors there (CENTRAL&apos;s is 7000 as a rule).</source>
        <translation>En {address} responde Kafka; escribir ahí el puerto de los monitores (el de la CENTRAL suele ser 7000).</translation>
    </message>
    <message>
        <source>CENTRAL: nothing listens at {address}; start EV_Central on that computer, and check that {port} is its LISTEN_PORT.</source>
        <translation>CENTRAL: nadie escucha en {address}; arrancar EV_Central en ese equipo y comprobar que {port} es su LISTEN_PORT.</translation>
    </message>
    <message>
        <source>An engine answers at {address}, not CENTRAL; check the order: EV_CP_M ENGINE CENTRAL CP_ID.</source>
        <translation>En {address} responde un motor y no la CENTRAL; comprobar el orden: EV_CP_M ENGINE CENTRAL CP_ID.</translation>
    </message>
    <message>
        <source>CENTRAL answers at {address}</source>
        <translation>La CENTRAL responde en {address}</translation>
    </message>
    <message>
        <source>The program at {address} takes nobody else; if it is an engine, write CENTRAL&apos;s address here, else wait.</source>
        <translation>El programa de {address} no admite a nadie más; si es un motor, escribir aquí la dirección de la CENTRAL; si no, esperar.</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>Engine: nothing listens at {address}; start EV_CP_E on that computer with --listen-port {port} (from another computer also with --listen-host 0.0.0.0).</source>
        <translation>Motor: nadie escucha en {address}; arrancar EV_CP_E en ese equipo con --listen-port {port} (desde otro equipo, también con --listen-host 0.0.0.0).</translation>
    </message>
    <message>
        <source>CENTRAL answers at {address}, not an engine; check the order: EV_CP_M ENGINE CENTRAL CP_ID.</source>
        <translation>En {address} responde la CENTRAL y no un motor; comprobar el orden: EV_CP_M ENGINE CENTRAL CP_ID.</translation>
    </message>
    <message>
        <source>An engine answers at {address}: {state}</source>
        <translation>En {address} responde un motor: {state}</translation>
    </message>
    <message>
        <source>An engine answers at {address} and serves this monitor</source>
        <translation>En {address} responde un motor que atiende a este monitor</translation>
    </message>
    <message>
        <source>The engine at {address} serves another monitor; give each engine its own --listen-port, and its monitor that port.</source>
        <translation>El motor de {address} atiende a otro monitor; dar a cada motor su propio --listen-port, y a su monitor ese puerto.</translation>
    </message>
    <message>
        <source>{what}: the check itself failed ({error}); report it, with what --log-level debug prints.</source>
        <translation>{what}: ha fallado la propia comprobación ({error}); comunicarlo, con lo que escribe --log-level debug.</translation>
    </message>
    <message>
        <source>{what} (first put right what failed above)</source>
        <translation>{what} (arreglar antes lo que ha fallado arriba)</translation>
    </message>
    <message>
        <source>{what}: no answer in {seconds} s; check disk, network and name server of this computer.</source>
        <translation>{what}: sin respuesta en {seconds} s; comprobar disco, red y servidor de nombres de este equipo.</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>FAILED</source>
        <translation>FALLO</translation>
    </message>
    <message>
        <source>SKIPPED</source>
        <translation>OMITIDO</translation>
    </message>
    <message>
        <source>Built-in Kafka</source>
        <translation>Kafka incorporado</translation>
    </message>
    <message>
        <source>Windows</source>
        <translation>Ventanas</translation>
    </message>
    <message>
        <source>The built-in Kafka starts, at {address} this time</source>
        <translation>El Kafka incorporado arranca, esta vez en {address}</translation>
    </message>
    <message>
        <source>{reason} Without a screen the demo plays its story unseen.</source>
        <translation>{reason} Sin pantalla, la demo representa su historia sin ventanas.</translation>
    </message>
    <message>
        <source>Windows can be shown here</source>
        <translation>Aquí se pueden mostrar ventanas</translation>
    </message>
</context>
<context>
    <name>Connection</name>
    <message>
        <source>Where does this program connect?</source>
        <translation>¿A dónde se conecta este programa?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
</context>
<context>
    <name>Console</name>
    <message>
        <source>end this program</source>
        <translation>terminar este programa</translation>
    </message>
    <message>
        <source>show the window, before all others</source>
        <translation>mostrar la ventana, delante de todas</translation>
    </message>
    <message>
        <source>write a picture of the window</source>
        <translation>guardar una imagen de la ventana</translation>
    </message>
    <message>
        <source>Wrong number of words; write it as: {usage}</source>
        <translation>Número de palabras incorrecto; se escribe: {usage}</translation>
    </message>
    <message>
        <source>Unknown command &apos;{line}&apos;; type help for the list.</source>
        <translation>Comando desconocido &apos;{line}&apos;; help muestra la lista.</translation>
    </message>
    <message>
        <source>show this list</source>
        <translation>mostrar esta lista</translation>
    </message>
    <message>
        <source>A quotation mark is not closed in &apos;{line}&apos;; close it.</source>
        <translation>Falta cerrar unas comillas en &apos;{line}&apos;.</translation>
    </message>
</context>
<context>
    <name>DataDir</name>
    <message>
        <source>The data folder {folder} cannot be written ({reason}); choose another --data-dir.</source>
        <translation>No se puede escribir en la carpeta de datos {folder} ({reason}); elegir otro --data-dir.</translation>
    </message>
    <message>
        <source>{name} is already running with the data folder {folder}; end it, or give this one another id or another --data-dir.</source>
        <translation>{name} ya está en marcha con la carpeta de datos {folder}; terminarlo, o dar a este otro id u otro --data-dir.</translation>
    </message>
    <message>
        <source>The data folder {folder} cannot be locked ({reason}); choose a --data-dir on a local disk.</source>
        <translation>No se puede bloquear la carpeta de datos {folder} ({reason}); elegir un --data-dir en un disco local.</translation>
    </message>
</context>
<context>
    <name>Demo</name>
    <message>
        <source>There is no process &apos;{name}&apos;; there are: {names}.</source>
        <translation>No existe el proceso &apos;{name}&apos;; existen: {names}.</translation>
    </message>
    <message>
        <source>every process, as JSON</source>
        <translation>todos los procesos, en JSON</translation>
    </message>
    <message>
        <source>start a process</source>
        <translation>iniciar un proceso</translation>
    </message>
    <message>
        <source>end a process in order</source>
        <translation>terminar un proceso de forma ordenada</translation>
    </message>
    <message>
        <source>end a process at once</source>
        <translation>matar un proceso</translation>
    </message>
    <message>
        <source>let a process stand still until it is opened</source>
        <translation>congelar un proceso hasta que se abra</translation>
    </message>
    <message>
        <source>show the window of a process</source>
        <translation>mostrar la ventana de un proceso</translation>
    </message>
    <message>
        <source>end and start a process</source>
        <translation>reiniciar un proceso</translation>
    </message>
    <message>
        <source>There is no free port on this computer ({reason}); close some programs.</source>
        <translation>No hay ningún puerto libre en este equipo ({reason}); cerrar algún programa.</translation>
    </message>
    <message>
        <source>{reason} Now the demo plays its story unseen; pictures and summary go to {folder}.</source>
        <translation>{reason} Ahora la demo representa su historia sin ventanas; las imágenes y el resumen van a {folder}.</translation>
    </message>
    <message>
        <source>A whole charging network on this computer: Kafka, CENTRAL, six charging points, three drivers.</source>
        <translation>Una red de recarga completa en este equipo: Kafka, CENTRAL, seis puntos de recarga y tres conductores.</translation>
    </message>
    <message>
        <source>play the fixed story and write pictures and summary.json there ({folder} with --headless)</source>
        <translation>representar la historia fija y guardar allí las imágenes y summary.json ({folder} con --headless)</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Proceso</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Comando</translation>
    </message>
    <message>
        <source>Kafka (built in)</source>
        <translation>Kafka (incorporado)</translation>
    </message>
    <message>
        <source>Engine of {subject}</source>
        <translation>Motor de {subject}</translation>
    </message>
    <message>
        <source>Monitor of {subject}</source>
        <translation>Monitor de {subject}</translation>
    </message>
    <message>
        <source>Driver {subject}</source>
        <translation>Conductor {subject}</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>running</source>
        <translation>en marcha</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>congelado</translation>
    </message>
    <message>
        <source>closing</source>
        <translation>cerrándose</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>cerrado</translation>
    </message>
    <message>
        <source>killed</source>
        <translation>matado</translation>
    </message>
    <message>
        <source>did not start</source>
        <translation>no arrancó</translation>
    </message>
    <message>
        <source>closed by itself (exit code 0)</source>
        <translation>se cerró solo (código 0)</translation>
    </message>
    <message>
        <source>died by signal {number}</source>
        <translation>murió por la señal {number}</translation>
    </message>
    <message>
        <source>died with exit code {code}</source>
        <translation>murió con código {code}</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} y {count} más</translation>
    </message>
    <message>
        <source>Gone: {names}. The others go on and wait for it by themselves; open it again here.</source>
        <translation>Faltan: {names}. Los demás siguen y esperan solos; abrirlos de nuevo aquí.</translation>
    </message>
    <message>
        <source>EV Demo</source>
        <translation>EV Demo</translation>
    </message>
    <message>
        <source>a whole network on this computer</source>
        <translation>una red completa en este equipo</translation>
    </message>
    <message>
        <source>Start all</source>
        <translation>Iniciar todo</translation>
    </message>
    <message>
        <source>Close all</source>
        <translation>Cerrar todo</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>Copiar comando</translation>
    </message>
    <message>
        <source>Data and logs: {folder}</source>
        <translation>Datos y registros: {folder}</translation>
    </message>
    <message>
        <source>This system has no signal by which a process stands still</source>
        <translation>Este sistema no tiene una señal que congele un proceso</translation>
    </message>
    <message>
        <source>Freeze {name}: it lives, but answers nobody until it is opened</source>
        <translation>Congelar {name}: vive, pero no responde a nadie hasta que se abra</translation>
    </message>
    <message>
        <source>Show the window of {name}</source>
        <translation>Mostrar la ventana de {name}</translation>
    </message>
    <message>
        <source>Open {name}; a frozen one goes on</source>
        <translation>Abrir {name}; si está congelado, sigue</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>Procesos</translation>
    </message>
    <message>
        <source>Command of the selected process</source>
        <translation>Comando del proceso seleccionado</translation>
    </message>
    <message>
        <source>{name}: copied</source>
        <translation>{name}: copiado</translation>
    </message>
    <message>
        <source>Close {name} in order</source>
        <translation>Cerrar {name} de forma ordenada</translation>
    </message>
    <message>
        <source>Kill {name} (kill -9)</source>
        <translation>Matar {name} (kill -9)</translation>
    </message>
    <message>
        <source>Close {name} and start it again</source>
        <translation>Cerrar {name} e iniciarlo de nuevo</translation>
    </message>
    <message>
        <source>{running} of {total} processes run, {died} died</source>
        <translation>{running} de {total} procesos en marcha, {died} muertos</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>arrancando</translation>
    </message>
    <message>
        <source>Where the built-in Kafka listens</source>
        <translation>Dónde escucha el Kafka incorporado</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be used ({reason}); choose another --output.</source>
        <translation>No se puede usar la carpeta {folder} ({reason}); elegir otro --output.</translation>
    </message>
</context>
<context>
    <name>Display</name>
    <message>
        <source>There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set); start it with --headless, or set QT_QPA_PLATFORM to offscreen or vnc.</source>
        <translation>Aquí no hay pantalla (no están definidas DISPLAY ni WAYLAND_DISPLAY); iniciar con --headless o definir QT_QPA_PLATFORM como offscreen o vnc.</translation>
    </message>
    <message>
        <source>The screen {display} does not answer; correct DISPLAY, start it with --headless, or set QT_QPA_PLATFORM to offscreen or vnc.</source>
        <translation>La pantalla {display} no responde; corregir DISPLAY, iniciar con --headless o definir QT_QPA_PLATFORM como offscreen o vnc.</translation>
    </message>
    <message>
        <source>Windows need system libraries that are missing here ({reason}); install them, for example with: apt install {packages}. Or start it with --headless.</source>
        <translation>Las ventanas necesitan bibliotecas del sistema que faltan aquí ({reason}); se instalan, por ejemplo, con: apt install {packages}. O iniciar con --headless.</translation>
    </message>
    <message>
        <source>There is no font on this system, so windows would show no text; install one, for example with: apt install fonts-dejavu-core. Or start it with --headless.</source>
        <translation>Este sistema no tiene ningún tipo de letra y las ventanas no mostrarían texto; se instala uno, por ejemplo, con: apt install fonts-dejavu-core. O iniciar con --headless.</translation>
    </message>
</context>
<context>
    <name>Driver</name>
    <message>
        <source>Cannot connect to Kafka.</source>
        <translation>Imposible conectar con Kafka.</translation>
    </message>
    <message>
        <source>App</source>
        <translation>Aplicación</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>En curso</translation>
    </message>
    <message>
        <source>Charged</source>
        <translation>Completado</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Denegado</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelado</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallido</translation>
    </message>
    <message>
        <source>interrupted, its ticket will come</source>
        <translation>interrumpido, su ticket llegará</translation>
    </message>
    <message>
        <source>CENTRAL does not know it any more</source>
        <translation>la CENTRAL ya no lo conoce</translation>
    </message>
    <message>
        <source>{cp}: supply requested</source>
        <translation>{cp}: suministro solicitado</translation>
    </message>
    <message>
        <source>{cp}: CENTRAL received the request</source>
        <translation>{cp}: la CENTRAL ha recibido la petición</translation>
    </message>
    <message>
        <source>{cp}: CENTRAL is checking the request</source>
        <translation>{cp}: la CENTRAL está comprobando la petición</translation>
    </message>
    <message>
        <source>{cp}: CENTRAL is asking the charging point</source>
        <translation>{cp}: la CENTRAL está consultando al punto de recarga</translation>
    </message>
    <message>
        <source>{cp}: authorised. Plug your vehicle in</source>
        <translation>{cp}: autorizado. Ya se puede enchufar el vehículo</translation>
    </message>
    <message>
        <source>{cp}: denied, {reason}</source>
        <translation>{cp}: denegado, {reason}</translation>
    </message>
    <message>
        <source>{cp}: the reservation ended, {reason}</source>
        <translation>{cp}: la reserva ha terminado, {reason}</translation>
    </message>
    <message>
        <source>{cp}: the supply is running</source>
        <translation>{cp}: el suministro está en curso</translation>
    </message>
    <message>
        <source>{cp}: the supply goes on</source>
        <translation>{cp}: el suministro continúa</translation>
    </message>
    <message>
        <source>{cp}: the supply is interrupted; what was delivered will be on its ticket</source>
        <translation>{cp}: suministro interrumpido; lo suministrado constará en su ticket</translation>
    </message>
    <message>
        <source>{cp}: ticket, {energy}, {amount} ({reason})</source>
        <translation>{cp}: ticket, {energy}, {amount} ({reason})</translation>
    </message>
    <message>
        <source>{cp}: CENTRAL does not know this supply any more</source>
        <translation>{cp}: la CENTRAL ya no conoce este suministro</translation>
    </message>
    <message>
        <source>{cp}: no answer to the request, {reason}</source>
        <translation>{cp}: la petición no ha tenido respuesta, {reason}</translation>
    </message>
    <message>
        <source>{cp}: cancellation sent</source>
        <translation>{cp}: cancelación enviada</translation>
    </message>
    <message>
        <source>There is no request to cancel.</source>
        <translation>No hay ninguna petición que cancelar.</translation>
    </message>
    <message>
        <source>The supply at {cp} is running: unplug the vehicle at the charging point to end it.</source>
        <translation>El suministro en {cp} está en curso: para terminarlo hay que desenchufar el vehículo en el punto de recarga.</translation>
    </message>
    <message>
        <source>The request cannot be cancelled while Kafka is away; try again when it is back.</source>
        <translation>La petición no se puede cancelar sin conexión con Kafka; reintentarlo cuando vuelva.</translation>
    </message>
    <message>
        <source>Kafka is connected</source>
        <translation>Conexión con Kafka establecida</translation>
    </message>
    <message>
        <source>CENTRAL is connected</source>
        <translation>Conexión con la CENTRAL establecida</translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL. Trying again</source>
        <translation>Imposible conectar con la CENTRAL. Reintentando</translation>
    </message>
    <message>
        <source>Messages were missed ({topic}); CENTRAL is asked how things stand</source>
        <translation>Se han perdido mensajes ({topic}); se pregunta a la CENTRAL por la situación</translation>
    </message>
    <message>
        <source>A message was rejected ({topic}): {rule}</source>
        <translation>Mensaje rechazado ({topic}): {rule}</translation>
    </message>
    <message>
        <source>Kafka does not take a message: {reason}</source>
        <translation>Kafka no acepta un mensaje: {reason}</translation>
    </message>
    <message>
        <source>{sentence}</source>
        <translation>{sentence}</translation>
    </message>
    <message>
        <source>The database can be written again</source>
        <translation>Ya se puede volver a escribir en la base de datos</translation>
    </message>
    <message>
        <source>Services file {name}, services: {total}</source>
        <translation>Fichero de servicios {name}, servicios: {total}</translation>
    </message>
    <message>
        <source>Services file {name} goes on: {begun} of {total} begun</source>
        <translation>El fichero de servicios {name} continúa: {begun} de {total} iniciados</translation>
    </message>
    <message>
        <source>Services file {name} had been finished when the app died; it is not repeated. Open it again to do so.</source>
        <translation>El fichero de servicios {name} ya había terminado cuando la aplicación murió; no se repite. Para repetirlo, abrirlo de nuevo.</translation>
    </message>
    <message>
        <source>Services file {name}: no more services are requested</source>
        <translation>Fichero de servicios {name}: no se solicitan más servicios</translation>
    </message>
    <message>
        <source>Services file {name} is finished: {charged} charged, {denied} denied, {not_plugged} cancelled, {failed} failed</source>
        <translation>Fichero de servicios {name} terminado: {charged} completados, {denied} denegados, {not_plugged} cancelados, {failed} fallidos</translation>
    </message>
    <message>
        <source>The services file waits for CENTRAL</source>
        <translation>El fichero de servicios espera a la CENTRAL</translation>
    </message>
</context>
<context>
    <name>DriverArguments</name>
    <message>
        <source>The driver&apos;s app: asks for supplies, follows them, keeps the tickets.</source>
        <translation>La aplicación del conductor: solicita suministros, los sigue y guarda los tickets.</translation>
    </message>
    <message>
        <source>address of Kafka, host:port</source>
        <translation>dirección de Kafka, host:puerto</translation>
    </message>
    <message>
        <source>id with which CENTRAL knows this driver</source>
        <translation>id con el que la CENTRAL conoce a este conductor</translation>
    </message>
    <message>
        <source>charging points to request one after the other, one id per line</source>
        <translation>puntos de recarga que solicitar uno tras otro, un id por línea</translation>
    </message>
    <message>
        <source>Kafka (host:port)</source>
        <translation>Kafka (host:puerto)</translation>
    </message>
    <message>
        <source>Driver id</source>
        <translation>Id del conductor</translation>
    </message>
    <message>
        <source>Services file (optional)</source>
        <translation>Fichero de servicios (opcional)</translation>
    </message>
</context>
<context>
    <name>DriverConsole</name>
    <message>
        <source>ask for a supply at a charging point</source>
        <translation>solicitar un suministro en un punto de recarga</translation>
    </message>
    <message>
        <source>take the request back before plugging</source>
        <translation>retirar la petición antes de enchufar</translation>
    </message>
    <message>
        <source>run a services file</source>
        <translation>ejecutar un fichero de servicios</translation>
    </message>
    <message>
        <source>all tickets, as JSON</source>
        <translation>todos los tickets, en JSON</translation>
    </message>
    <message>
        <source>how things stand, as JSON</source>
        <translation>la situación actual, en JSON</translation>
    </message>
</context>
<context>
    <name>DriverLinks</name>
    <message>
        <source>Kafka at {broker} does not answer; it is tried again.</source>
        <translation>Kafka no responde en {broker}; se sigue intentando.</translation>
    </message>
    <message>
        <source>Kafka at {broker} answers.</source>
        <translation>Kafka responde en {broker}.</translation>
    </message>
    <message>
        <source>Without Kafka it is not known.</source>
        <translation>Sin Kafka no se sabe.</translation>
    </message>
    <message>
        <source>CENTRAL&apos;s heartbeat comes each second.</source>
        <translation>El latido de la CENTRAL llega cada segundo.</translation>
    </message>
    <message>
        <source>CENTRAL&apos;s heartbeat does not come.</source>
        <translation>El latido de la CENTRAL no llega.</translation>
    </message>
    <message>
        <source>Nothing can be kept since {time}</source>
        <translation>No se puede guardar nada desde las {time}</translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL since {time}</source>
        <translation>Imposible conectar con la CENTRAL desde las {time}</translation>
    </message>
    <message>
        <source>Cannot connect to Kafka since {time}</source>
        <translation>Imposible conectar con Kafka desde las {time}</translation>
    </message>
    <message>
        <source>Your supply goes on; its ticket will come.</source>
        <translation>El suministro sigue; su ticket llegará.</translation>
    </message>
    <message>
        <source>The ticket of your interrupted supply will come.</source>
        <translation>El ticket de su suministro interrumpido llegará.</translation>
    </message>
    <message>
        <source>Your reservation stays until its time is over.</source>
        <translation>Su reserva se mantiene hasta que venza su plazo.</translation>
    </message>
    <message>
        <source>What becomes of your request will be told.</source>
        <translation>Se informará de lo que pase con su petición.</translation>
    </message>
    <message>
        <source>Your tickets can be read; nothing can be requested.</source>
        <translation>Se pueden consultar los tickets, pero no solicitar nada.</translation>
    </message>
</context>
<context>
    <name>DriverServices</name>
    <message>
        <source>Open a file with one charging point per line, or drop it here.</source>
        <translation>Abrir un fichero con un punto de recarga por línea, o soltarlo aquí.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Abrir…</translation>
    </message>
    <message>
        <source>End the file</source>
        <translation>Terminar</translation>
    </message>
    <message>
        <source>Open a services file (Ctrl+O)</source>
        <translation>Abrir un fichero de servicios (Ctrl+O)</translation>
    </message>
    <message>
        <source>Request no more services; the one in progress goes on</source>
        <translation>No solicitar más servicios; el que está en curso sigue</translation>
    </message>
    <message>
        <source>Services file</source>
        <translation>Fichero de servicios</translation>
    </message>
    <message>
        <source>Text files (*.txt);;All files (*)</source>
        <translation>Ficheros de texto (*.txt);;Todos los ficheros (*)</translation>
    </message>
    <message>
        <source>{name}: {begun} of {total}</source>
        <translation>{name}: {begun} de {total}</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>terminado</translation>
    </message>
    <message>
        <source>waiting for CENTRAL</source>
        <translation>esperando a la CENTRAL</translation>
    </message>
    <message>
        <source>waiting for your own supply</source>
        <translation>esperando al suministro propio</translation>
    </message>
    <message>
        <source>next in {seconds} s</source>
        <translation>siguiente en {seconds} s</translation>
    </message>
</context>
<context>
    <name>DriverSteps</name>
    <message>
        <source>Received</source>
        <translation>Recibida</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <source>Asking the CP</source>
        <translation>Consulta</translation>
    </message>
    <message>
        <source>Plug in</source>
        <translation>Enchufar</translation>
    </message>
    <message>
        <source>Supplying</source>
        <translation>Suministro</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
</context>
<context>
    <name>DriverSupply</name>
    <message>
        <source>Supplying when last heard</source>
        <translation>Suministrando según la última noticia</translation>
    </message>
    <message>
        <source>Request sent, waiting for CENTRAL</source>
        <translation>Petición enviada, esperando a la CENTRAL</translation>
    </message>
    <message>
        <source>CENTRAL received the request</source>
        <translation>La CENTRAL ha recibido la petición</translation>
    </message>
    <message>
        <source>CENTRAL is checking the request</source>
        <translation>La CENTRAL está comprobando la petición</translation>
    </message>
    <message>
        <source>CENTRAL is asking the charging point</source>
        <translation>La CENTRAL está consultando al punto de recarga</translation>
    </message>
    <message>
        <source>Authorised: plug your vehicle in now</source>
        <translation>Autorizado: ya se puede enchufar el vehículo</translation>
    </message>
    <message>
        <source>Denied: {why}</source>
        <translation>Denegado: {why}</translation>
    </message>
    <message>
        <source>Cancelled: {why}</source>
        <translation>Cancelado: {why}</translation>
    </message>
    <message>
        <source>Supplying</source>
        <translation>Suministrando</translation>
    </message>
    <message>
        <source>Interrupted: you will get the ticket of what was delivered</source>
        <translation>Interrumpido: llegará el ticket de lo suministrado</translation>
    </message>
    <message>
        <source>CENTRAL does not know this supply any more</source>
        <translation>La CENTRAL ya no conoce este suministro</translation>
    </message>
    <message>
        <source>Finished: {why}</source>
        <translation>Finalizado: {why}</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Potencia</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energía</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Importe</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Tiempo</translation>
    </message>
    <message>
        <source>Cancel the request</source>
        <translation>Cancelar la petición</translation>
    </message>
    <message>
        <source>No supply yet.
Choose a charging point on the left, or open a file.</source>
        <translation>Aún no hay ningún suministro.
Elegir un punto de recarga a la izquierda o abrir un fichero.</translation>
    </message>
    <message>
        <source>What happens now</source>
        <translation>Qué ocurre ahora</translation>
    </message>
    <message>
        <source>Take the request back before plugging in (Ctrl+K)</source>
        <translation>Retirar la petición antes de enchufar (Ctrl+K)</translation>
    </message>
    <message>
        <source>Last reading {age}</source>
        <translation>Última lectura {age}</translation>
    </message>
    <message>
        <source>As it was before this app was started; no reading since</source>
        <translation>Como estaba antes de arrancar esta aplicación; sin lecturas desde entonces</translation>
    </message>
</context>
<context>
    <name>DriverTicket</name>
    <message>
        <source>Ticket · {cp}</source>
        <translation>Ticket · {cp}</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ubicación</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Duración</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energía</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Precio</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesión</translation>
    </message>
    <message>
        <source>The tickets of your supplies appear here.</source>
        <translation>Aquí aparecen los tickets de los suministros.</translation>
    </message>
    <message>
        <source>{count} in all · {energy} · {amount}</source>
        <translation>{count} en total · {energy} · {amount}</translation>
    </message>
</context>
<context>
    <name>DriverWindow</name>
    <message>
        <source>Charging points</source>
        <translation>Puntos de recarga</translation>
    </message>
    <message>
        <source>Request a supply</source>
        <translation>Solicitar suministro</translation>
    </message>
    <message>
        <source>Search charging points</source>
        <translation>Buscar puntos de recarga</translation>
    </message>
    <message>
        <source>Nothing found: change the search</source>
        <translation>Sin resultados: cambiar la búsqueda</translation>
    </message>
    <message>
        <source>{span} old</source>
        <translation>de hace {span}</translation>
    </message>
    <message>
        <source>not of this moment</source>
        <translation>no es de este momento</translation>
    </message>
    <message>
        <source>Search id, place, state…</source>
        <translation>Buscar id, lugar, estado…</translation>
    </message>
    <message>
        <source>No charging points known yet.
They appear when CENTRAL is there.</source>
        <translation>Aún no se conoce ningún punto de recarga.
Aparecen cuando está la CENTRAL.</translation>
    </message>
    <message>
        <source>Request {cp}</source>
        <translation>Solicitar {cp}</translation>
    </message>
    <message>
        <source>{available} free of {total}</source>
        <translation>{available} libres de {total}</translation>
    </message>
    <message>
        <source>Not while Kafka is away</source>
        <translation>Sin conexión con Kafka</translation>
    </message>
    <message>
        <source>Not while CENTRAL is away</source>
        <translation>Sin conexión con la CENTRAL</translation>
    </message>
    <message>
        <source>One supply at a time: yours is not over yet</source>
        <translation>Un suministro cada vez: hay uno en curso</translation>
    </message>
    <message>
        <source>Choose a charging point</source>
        <translation>Elegir un punto de recarga</translation>
    </message>
    <message>
        <source>{cp} is not available: {state}</source>
        <translation>{cp} no está disponible: {state}</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>N.º</translation>
    </message>
    <message>
        <source>CP</source>
        <translation>CP</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Fin</translation>
    </message>
    <message>
        <source>Services file</source>
        <translation>Fichero de servicios</translation>
    </message>
    <message>
        <source>My supply</source>
        <translation>Mi suministro</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>Tickets</translation>
    </message>
    <message>
        <source>driver {id}</source>
        <translation>conductor {id}</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
</context>
<context>
    <name>DriversFile</name>
    <message>
        <source>{path} is not UTF-8 text. Save it as CSV UTF-8 and try again.</source>
        <translation>{path} no es texto UTF-8. Guardarlo como CSV UTF-8 y reintentarlo.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({cause}); check its name.</source>
        <translation>No se puede leer {path} ({cause}); comprobar su nombre.</translation>
    </message>
    <message>
        <source>the header must be driver_id,enabled</source>
        <translation>la cabecera debe ser driver_id,enabled</translation>
    </message>
    <message>
        <source>the driver {driver} stands in line {first} too; keep one</source>
        <translation>el conductor {driver} está también en la línea {first}; deje uno</translation>
    </message>
    <message>
        <source>a quotation mark is not closed, or no comma follows it</source>
        <translation>hay unas comillas sin cerrar, o no las sigue una coma</translation>
    </message>
    <message>
        <source>two values are needed, driver_id,enabled</source>
        <translation>se necesitan dos valores, driver_id,enabled</translation>
    </message>
    <message>
        <source>enabled must be true or false, not &apos;{word}&apos;</source>
        <translation>enabled debe ser true o false, no &apos;{word}&apos;</translation>
    </message>
    <message>
        <source>{path}, line {line}: {fault}</source>
        <translation>{path}, línea {line}: {fault}</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>fault simulated at the charging point</source>
        <translation>avería simulada en el CP</translation>
    </message>
    <message>
        <source>No driver is authorised: request a supply first.</source>
        <translation>Ningún conductor está autorizado: solicitar antes un suministro.</translation>
    </message>
    <message>
        <source>The vehicle is plugged in already.</source>
        <translation>El vehículo ya está enchufado.</translation>
    </message>
    <message>
        <source>No vehicle is plugged in.</source>
        <translation>No hay ningún vehículo enchufado.</translation>
    </message>
    <message>
        <source>Available when the present supply ends.</source>
        <translation>Disponible cuando acabe el suministro actual.</translation>
    </message>
    <message>
        <source>Reserved: plug in, or wait until the reservation ends.</source>
        <translation>Reservado: enchufar o esperar a que acabe la reserva.</translation>
    </message>
    <message>
        <source>The charging point has a fault: repair it first.</source>
        <translation>El punto de recarga está averiado: repararlo antes.</translation>
    </message>
    <message>
        <source>CENTRAL put this charging point out of service: wait for it to resume.</source>
        <translation>La CENTRAL ha puesto este punto de recarga fuera de servicio: esperar a que lo reanude.</translation>
    </message>
    <message>
        <source>The monitor of this charging point is away: start it or wait for it.</source>
        <translation>Falta el monitor de este punto de recarga: iniciarlo o esperarlo.</translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL: wait until it is back.</source>
        <translation>Imposible conectar con la CENTRAL: esperar a que vuelva.</translation>
    </message>
    <message>
        <source>Cannot connect to Kafka: wait until it is back.</source>
        <translation>Imposible conectar con Kafka: esperar a que vuelva.</translation>
    </message>
    <message>
        <source>The journal cannot be written: see the message about it.</source>
        <translation>No se puede escribir en el diario: véase el mensaje correspondiente.</translation>
    </message>
    <message>
        <source>There is no request to cancel.</source>
        <translation>No hay ninguna petición que cancelar.</translation>
    </message>
    <message>
        <source>Only the driver or CENTRAL can cancel this reservation.</source>
        <translation>Solo el conductor o la CENTRAL pueden cancelar esta reserva.</translation>
    </message>
    <message>
        <source>nobody is authorised</source>
        <translation>nadie autorizado</translation>
    </message>
    <message>
        <source>plugged in</source>
        <translation>enchufado</translation>
    </message>
    <message>
        <source>not plugged in</source>
        <translation>sin enchufar</translation>
    </message>
    <message>
        <source>supplying</source>
        <translation>suministrando</translation>
    </message>
    <message>
        <source>reserved</source>
        <translation>reservado</translation>
    </message>
    <message>
        <source>fault</source>
        <translation>avería</translation>
    </message>
    <message>
        <source>out of service</source>
        <translation>fuera de servicio</translation>
    </message>
    <message>
        <source>no monitor</source>
        <translation>sin monitor</translation>
    </message>
    <message>
        <source>no CENTRAL</source>
        <translation>sin CENTRAL</translation>
    </message>
    <message>
        <source>no Kafka</source>
        <translation>sin Kafka</translation>
    </message>
    <message>
        <source>journal fault</source>
        <translation>fallo del diario</translation>
    </message>
    <message>
        <source>nothing to cancel</source>
        <translation>nada que cancelar</translation>
    </message>
    <message>
        <source>not requested here</source>
        <translation>no solicitado aquí</translation>
    </message>
    <message>
        <source>Last supply: {driver}, {energy}, {amount} ({reason})</source>
        <translation>Último suministro: {driver}, {energy}, {amount} ({reason})</translation>
    </message>
    <message>
        <source>CENTRAL authorised {driver} at {price}: plug in within {seconds} s.</source>
        <translation>La CENTRAL ha autorizado a {driver} a {price}: {seconds} s para enchufar.</translation>
    </message>
    <message>
        <source>A supply for {driver} was refused: {reason}.</source>
        <translation>Se ha rechazado un suministro para {driver}: {reason}.</translation>
    </message>
    <message>
        <source>The reservation of {driver} ended: {reason}.</source>
        <translation>La reserva de {driver} ha terminado: {reason}.</translation>
    </message>
    <message>
        <source>The supply of {driver} ended: {reason}. {energy}, {amount}.</source>
        <translation>El suministro de {driver} ha finalizado: {reason}. {energy}, {amount}.</translation>
    </message>
    <message>
        <source>This engine died during the supply of {driver}. The supply is closed at its last reading, {energy}, {amount}, and CENTRAL will be told.</source>
        <translation>Este motor murió durante el suministro de {driver}. El suministro se cierra con su última lectura, {energy}, {amount}, y se notificará a la CENTRAL.</translation>
    </message>
    <message>
        <source>CENTRAL had closed the supply of {driver} before this engine told its end: its ticket of {energy}, {amount}, is final. This meter had counted {metered}, {metered_amount}.</source>
        <translation>La CENTRAL ya había cerrado el suministro de {driver} antes de que este motor comunicara su final: su ticket de {energy}, {amount}, es definitivo. Este contador había medido {metered}, {metered_amount}.</translation>
    </message>
    <message>
        <source>This is charging point {cp}, price {price}.</source>
        <translation>Este es el punto de recarga {cp}, precio {price}.</translation>
    </message>
    <message>
        <source>The request of {driver} was denied: {reason}.</source>
        <translation>La petición de {driver} ha sido denegada: {reason}.</translation>
    </message>
    <message>
        <source>The request of {driver} was cancelled: {reason}.</source>
        <translation>La petición de {driver} ha sido cancelada: {reason}.</translation>
    </message>
    <message>
        <source>Cannot connect to Kafka.</source>
        <translation>Imposible conectar con Kafka.</translation>
    </message>
    <message>
        <source>A running supply goes on; a new one must wait.</source>
        <translation>Un suministro en curso sigue; uno nuevo debe esperar.</translation>
    </message>
    <message>
        <source>A monitor of {other} was refused: this engine serves {cp}. Check the monitor&apos;s arguments.</source>
        <translation>Se ha rechazado un monitor de {other}: este motor sirve a {cp}. Comprobar los argumentos del monitor.</translation>
    </message>
    <message>
        <source>The monitor sent something wrong: {reason}.</source>
        <translation>El monitor ha enviado algo incorrecto: {reason}.</translation>
    </message>
    <message>
        <source>Plugged in: the supply of {driver} begins.</source>
        <translation>Enchufado: empieza el suministro de {driver}.</translation>
    </message>
    <message>
        <source>Cannot plug in. {why}</source>
        <translation>No se puede enchufar. {why}</translation>
    </message>
    <message>
        <source>Cannot unplug. {why}</source>
        <translation>No se puede desenchufar. {why}</translation>
    </message>
    <message>
        <source>CENTRAL put this charging point out of service.</source>
        <translation>La CENTRAL ha puesto este punto de recarga fuera de servicio.</translation>
    </message>
    <message>
        <source>CENTRAL put this charging point back in service.</source>
        <translation>La CENTRAL ha vuelto a poner en servicio este punto de recarga.</translation>
    </message>
    <message>
        <source>Fault: this charging point does not supply until it is repaired.</source>
        <translation>Avería: este punto de recarga no suministra hasta que se repare.</translation>
    </message>
    <message>
        <source>The fault is repaired.</source>
        <translation>La avería está reparada.</translation>
    </message>
    <message>
        <source>CENTRAL was asked for a supply for {driver}.</source>
        <translation>Se ha solicitado a la CENTRAL un suministro para {driver}.</translation>
    </message>
    <message>
        <source>The unanswered request for {driver} was given up for the new one.</source>
        <translation>La petición sin respuesta para {driver} se ha abandonado por la nueva.</translation>
    </message>
    <message>
        <source>CENTRAL is there but gave no answer to the request for {driver}: request again.</source>
        <translation>La CENTRAL está, pero no ha respondido a la petición para {driver}: solicitar de nuevo.</translation>
    </message>
    <message>
        <source>Cannot request a supply for {driver}. {why}</source>
        <translation>No se puede solicitar un suministro para {driver}. {why}</translation>
    </message>
    <message>
        <source>CENTRAL was asked to cancel the request of {driver}.</source>
        <translation>Se ha pedido a la CENTRAL que cancele la petición de {driver}.</translation>
    </message>
    <message>
        <source>Cannot cancel. {why}</source>
        <translation>No se puede cancelar. {why}</translation>
    </message>
    <message>
        <source>CENTRAL has the ticket of {driver}.</source>
        <translation>La CENTRAL tiene el ticket de {driver}.</translation>
    </message>
    <message>
        <source>There is no such supply whose end CENTRAL has not confirmed. Those that there are: status</source>
        <translation>No hay tal suministro con un final que la CENTRAL no haya confirmado. Los que hay: status</translation>
    </message>
    <message>
        <source>The end of the supply of {driver} is dropped: {energy}, {amount}, without confirmation.</source>
        <translation>Se descarta el final del suministro de {driver}: {energy}, {amount}, sin confirmación.</translation>
    </message>
    <message>
        <source>A record of {topic} was rejected ({rule}); {count} until now.</source>
        <translation>Se ha rechazado un registro de {topic} ({rule}); {count} hasta ahora.</translation>
    </message>
    <message>
        <source>{text} Metering goes on; no new supply begins until then.</source>
        <translation>{text} La medición sigue; hasta entonces no empieza ningún suministro.</translation>
    </message>
    <message>
        <source>The journal is written again.</source>
        <translation>Se vuelve a escribir en el diario.</translation>
    </message>
    <message>
        <source>The monitor is connected.</source>
        <translation>El monitor está conectado.</translation>
    </message>
    <message>
        <source>The monitor is away. A running supply goes on; a new one must wait for it.</source>
        <translation>Falta el monitor. Un suministro en curso sigue; uno nuevo debe esperarlo.</translation>
    </message>
    <message>
        <source>CENTRAL is connected.</source>
        <translation>Conexión con la CENTRAL establecida.</translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL. A running supply goes on; a new one must wait. Trying again.</source>
        <translation>Imposible conectar con la CENTRAL. Un suministro en curso sigue; uno nuevo debe esperar. Reintentando.</translation>
    </message>
    <message>
        <source>Kafka is connected.</source>
        <translation>Conexión con Kafka establecida.</translation>
    </message>
</context>
<context>
    <name>EngineArguments</name>
    <message>
        <source>The engine of one charging point: plug, meter, journal.</source>
        <translation>El motor de un punto de recarga: enchufe, contador y diario.</translation>
    </message>
    <message>
        <source>address of Kafka, host:port</source>
        <translation>dirección de Kafka, host:puerto</translation>
    </message>
    <message>
        <source>address on which the monitor is waited for</source>
        <translation>dirección en la que se espera al monitor</translation>
    </message>
    <message>
        <source>port on which the monitor is waited for; 0: any free one</source>
        <translation>puerto en el que se espera al monitor; 0: cualquiera libre</translation>
    </message>
    <message>
        <source>most power of this charging point in kW</source>
        <translation>potencia máxima de este punto de recarga, en kW</translation>
    </message>
    <message>
        <source>simulated seconds per second, 0.1 to 10000: energy goes faster</source>
        <translation>segundos simulados por segundo, de 0.1 a 10000: la energía va más deprisa</translation>
    </message>
    <message>
        <source>plug in by itself and unplug at the target, such as 20s or 3kWh</source>
        <translation>enchufar automáticamente y desenchufar al llegar al objetivo, como 20s o 3kWh</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a number from {least} to {most}.</source>
        <translation>&apos;{text}&apos; no es un número de {least} a {most}.</translation>
    </message>
</context>
<context>
    <name>EngineConsole</name>
    <message>
        <source>connect the vehicle</source>
        <translation>enchufar el vehículo</translation>
    </message>
    <message>
        <source>disconnect the vehicle</source>
        <translation>desenchufar el vehículo</translation>
    </message>
    <message>
        <source>simulate a fault</source>
        <translation>simular una avería</translation>
    </message>
    <message>
        <source>repair the fault</source>
        <translation>reparar la avería</translation>
    </message>
    <message>
        <source>ask CENTRAL for a supply here</source>
        <translation>solicitar a la CENTRAL un suministro aquí</translation>
    </message>
    <message>
        <source>take the request made here back</source>
        <translation>retirar la petición hecha aquí</translation>
    </message>
    <message>
        <source>forget an end that CENTRAL never confirms</source>
        <translation>olvidar un final que la CENTRAL no confirma nunca</translation>
    </message>
    <message>
        <source>print the state as JSON</source>
        <translation>mostrar el estado en JSON</translation>
    </message>
    <message>
        <source>print the ended supplies as JSON</source>
        <translation>mostrar los suministros finalizados en JSON</translation>
    </message>
</context>
<context>
    <name>EngineWindow</name>
    <message>
        <source>No id yet</source>
        <translation>Aún sin id</translation>
    </message>
    <message>
        <source>No supply</source>
        <translation>Sin suministro</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energía</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Importe</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Tiempo</translation>
    </message>
    <message>
        <source>Reserved for another {seconds} s</source>
        <translation>Reservado {seconds} s más</translation>
    </message>
    <message>
        <source>Plug in, {driver}</source>
        <translation>Enchufar: {driver}</translation>
    </message>
    <message>
        <source>Wait, {driver}</source>
        <translation>En espera: {driver}</translation>
    </message>
    <message>
        <source>Do not plug in</source>
        <translation>No enchufar</translation>
    </message>
    <message>
        <source>This charging point has a fault. Press K once it is repaired.</source>
        <translation>Este punto de recarga está averiado. Pulsar K cuando esté reparado.</translation>
    </message>
    <message>
        <source>CENTRAL put this charging point out of service.</source>
        <translation>La CENTRAL ha puesto este punto de recarga fuera de servicio.</translation>
    </message>
    <message>
        <source>Waiting for the monitor</source>
        <translation>Esperando al monitor</translation>
    </message>
    <message>
        <source>It gives this charging point its id.</source>
        <translation>Es quien da su id a este punto de recarga.</translation>
    </message>
    <message>
        <source>No new supplies now</source>
        <translation>Sin nuevos suministros</translation>
    </message>
    <message>
        <source>The connections are not complete: see above.</source>
        <translation>Faltan conexiones: véase arriba.</translation>
    </message>
    <message>
        <source>Asking CENTRAL</source>
        <translation>Consultando a la CENTRAL</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Libre</translation>
    </message>
    <message>
        <source>The journal cannot be written since {time}</source>
        <translation>No se puede escribir el diario desde las {time}</translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL since {time}</source>
        <translation>Imposible conectar con la CENTRAL desde las {time}</translation>
    </message>
    <message>
        <source>Cannot connect to Kafka since {time}</source>
        <translation>Imposible conectar con Kafka desde las {time}</translation>
    </message>
    <message>
        <source>No monitor since {time}</source>
        <translation>Sin monitor desde las {time}</translation>
    </message>
    <message>
        <source>No new supply can begin until it is back.</source>
        <translation>No puede empezar otro suministro hasta que vuelva.</translation>
    </message>
    <message>
        <source>This supply goes on and is metered; its ticket comes later.</source>
        <translation>Este suministro sigue y se mide; su ticket llegará después.</translation>
    </message>
    <message>
        <source>This supply goes on to its normal end, with its ticket.</source>
        <translation>Este suministro sigue hasta su final normal, con su ticket.</translation>
    </message>
    <message>
        <source>This supply goes on and is kept in the journal; its ticket comes later.</source>
        <translation>Este suministro sigue y queda en el diario; su ticket llegará después.</translation>
    </message>
    <message>
        <source>Connector: plugged in</source>
        <translation>Conector: enchufado</translation>
    </message>
    <message>
        <source>Connector: not plugged in</source>
        <translation>Conector: sin enchufar</translation>
    </message>
    <message>
        <source>Charging point</source>
        <translation>Punto de recarga</translation>
    </message>
    <message>
        <source>Plug in</source>
        <translation>Enchufar</translation>
    </message>
    <message>
        <source>Unplug</source>
        <translation>Desenchufar</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Solicitar</translation>
    </message>
    <message>
        <source>Cancel request</source>
        <translation>Cancelar petición</translation>
    </message>
    <message>
        <source>Plugged in</source>
        <translation>Enchufado</translation>
    </message>
    <message>
        <source>Not plugged in</source>
        <translation>Sin enchufar</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>Repair the fault</source>
        <translation>Reparar la avería</translation>
    </message>
    <message>
        <source>KO · simulate a fault</source>
        <translation>KO · simular avería</translation>
    </message>
    <message>
        <source>Connector</source>
        <translation>Conector</translation>
    </message>
    <message>
        <source>Manual request</source>
        <translation>Petición manual</translation>
    </message>
    <message>
        <source>Id of the driver</source>
        <translation>Id del conductor</translation>
    </message>
    <message>
        <source>Kafka (host:port)</source>
        <translation>Kafka (host:puerto)</translation>
    </message>
    <message>
        <source>Port for the monitor</source>
        <translation>Puerto para el monitor</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>1 ticket that CENTRAL has not confirmed</source>
        <translation>1 ticket que la CENTRAL no ha confirmado</translation>
    </message>
    <message>
        <source>{count} tickets that CENTRAL has not confirmed</source>
        <translation>{count} tickets sin confirmar por la CENTRAL</translation>
    </message>
    <message>
        <source>rejected records: {count}</source>
        <translation>registros rechazados: {count}</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Look in:</source>
        <translation>Buscar en:</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>Tipo de fichero:</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Keys and version</source>
        <translation>Teclas y versión</translation>
    </message>
    <message>
        <source>MIT licence: free to use, change and pass on, without any warranty.</source>
        <translation>Licencia MIT: libre para usar, cambiar y compartir, sin garantía alguna.</translation>
    </message>
</context>
<context>
    <name>Ids</name>
    <message>
        <source>&apos;{text}&apos; is not the id of a charging point; write 1 to 32 of A-Z, a-z, 0-9, &apos;_&apos; and &apos;-&apos;.</source>
        <translation>&apos;{text}&apos; no es el id de un punto de recarga; son de 1 a 32 caracteres de A-Z, a-z, 0-9, &apos;_&apos; y &apos;-&apos;.</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not the id of a driver; write 1 to 64 visible characters without spaces, for example 5.</source>
        <translation>&apos;{text}&apos; no es el id de un conductor; escribir de 1 a 64 caracteres visibles y sin espacios, por ejemplo 5.</translation>
    </message>
</context>
<context>
    <name>Kafka</name>
    <message>
        <source>The built-in Kafka does not start ({error}): use Apache Kafka instead.</source>
        <translation>El Kafka incorporado no arranca ({error}): usar Apache Kafka en su lugar.</translation>
    </message>
    <message>
        <source>The built-in Kafka cannot use its port or its file: {reason}</source>
        <translation>El Kafka integrado no puede usar su puerto o su fichero: {reason}</translation>
    </message>
    <message>
        <source>Kafka at {broker} refuses {user}: check the sasl_ options.</source>
        <translation>Kafka, en {broker}, rechaza las credenciales ({user}): comprobar las opciones sasl_.</translation>
    </message>
    <message>
        <source>Kafka at {broker} does not allow {user} the topic {topics}: give it the right {right} there.</source>
        <translation>Kafka, en {broker}, no permite el topic {topics} ({user}): dar allí el permiso {right}.</translation>
    </message>
    <message>
        <source>The Kafka client refuses its options ({detail}): check --kafka-option.</source>
        <translation>El cliente de Kafka rechaza sus opciones ({detail}): comprobar --kafka-option.</translation>
    </message>
    <message>
        <source>The Kafka client failed ({detail}) and is started anew; see the log.</source>
        <translation>El cliente de Kafka falló ({detail}) y se reinicia; véase el registro.</translation>
    </message>
    <message>
        <source>the user {name}</source>
        <translation>el usuario {name}</translation>
    </message>
    <message>
        <source>this user</source>
        <translation>este usuario</translation>
    </message>
    <message>
        <source>Kafka at {broker} takes nothing for {topics} with the time of this computer: set its clock (for example: {command}), or message.timestamp.type=LogAppendTime for those topics.</source>
        <translation>Kafka, en {broker}, no admite nada para {topics} con la hora de este equipo: poner en hora su reloj (por ejemplo: {command}), o message.timestamp.type=LogAppendTime en esos topics.</translation>
    </message>
    <message>
        <source>Kafka at {broker} stores nothing in {topics}: fewer brokers with copies are there than min.insync.replicas of those topics asks for. Start the others, or set it lower.</source>
        <translation>Kafka, en {broker}, no guarda nada en {topics}: hay menos brokers con copias de los que pide min.insync.replicas de esos topics. Arrancar los demás, o poner un valor menor.</translation>
    </message>
    <message>
        <source>Kafka at {broker} says no to {topics} ({detail}): check the settings of those topics, and Kafka&apos;s log.</source>
        <translation>Kafka, en {broker}, dice que no a {topics} ({detail}): comprobar la configuración de esos topics y el registro de Kafka.</translation>
    </message>
    <message>
        <source>Kafka does not answer at {broker}: check that it runs there. Trying again.</source>
        <translation>Kafka no responde en {broker}: comprobar que está en marcha. Reintentando.</translation>
    </message>
    <message>
        <source>Kafka does not answer at {broker}: another program has that port, or Kafka is starting or hangs. Check the port: Kafka&apos;s is 9092 as a rule, CENTRAL&apos;s 7000. Trying again.</source>
        <translation>Kafka no responde en {broker}: otro programa tiene ese puerto, o Kafka está arrancando o colgado. Comprobar el puerto: el de Kafka suele ser 9092, el de la CENTRAL 7000. Reintentando.</translation>
    </message>
    <message>
        <source>Kafka does not answer at {broker}: nothing listens there. Check that Kafka runs on that computer, and the port, which is 9092 as a rule. Trying again.</source>
        <translation>Kafka no responde en {broker}: nadie escucha ahí. Comprobar que Kafka está en marcha en ese equipo, y el puerto, que suele ser 9092. Reintentando.</translation>
    </message>
    <message>
        <source>Kafka does not answer at {broker}: nothing at all comes back. Check the address, that that computer is on, and that its firewall lets TCP port {port} in. Trying again.</source>
        <translation>Kafka no responde en {broker}: no llega nada de allí. Comprobar la dirección, que ese equipo esté encendido y que su cortafuegos deje entrar por el puerto TCP {port}. Reintentando.</translation>
    </message>
    <message>
        <source>Kafka does not answer at {broker}: no way leads there. Check the address, that that computer is on and in this network, and its firewall. Trying again.</source>
        <translation>Kafka no responde en {broker}: no hay ruta hasta ahí. Comprobar la dirección, que ese equipo esté encendido y en esta red, y su cortafuegos. Reintentando.</translation>
    </message>
    <message>
        <source>Kafka does not answer at {broker}: this computer does not know the name {host}. Check its spelling, or write its number, such as 192.168.1.20. Trying again.</source>
        <translation>Kafka no responde en {broker}: este equipo no conoce el nombre {host}. Comprobar cómo está escrito, o escribir su número, como 192.168.1.20. Reintentando.</translation>
    </message>
    <message>
        <source>Kafka answers at {broker}, but tells its clients to go on to {advertised}, which cannot be reached from here: start it with an address that every computer reaches ({start}; with Docker KAFKA_ADVERTISE={host}; else advertised.listeners). Trying again.</source>
        <translation>Kafka responde en {broker}, pero remite a sus clientes a {advertised}, que desde aquí no se alcanza: arrancarlo con una dirección que alcancen todos los equipos ({start}; con Docker KAFKA_ADVERTISE={host}; si no, advertised.listeners). Reintentando.</translation>
    </message>
    <message>
        <source>Kafka answers at {broker}, but tells its clients to go on to {advertised}, where another Kafka answers: start the first with its own address ({start}; with Docker KAFKA_ADVERTISE={host}; else advertised.listeners). Trying again.</source>
        <translation>Kafka responde en {broker}, pero remite a sus clientes a {advertised}, donde responde otro Kafka: arrancar el primero con su propia dirección ({start}; con Docker KAFKA_ADVERTISE={host}; si no, advertised.listeners). Reintentando.</translation>
    </message>
    <message>
        <source>A record of {size} bytes for {topic} is larger than Kafka takes: raise max_request_size here and max.message.bytes of the topic.</source>
        <translation>Un registro de {size} bytes para {topic} es mayor de lo que admite Kafka: aumentar max_request_size aquí y max.message.bytes en el topic.</translation>
    </message>
    <message>
        <source>A record for {topic} cannot be sent: {error}.</source>
        <translation>No se puede enviar un registro para {topic}: {error}.</translation>
    </message>
    <message>
        <source>Kafka has {setting}={was} for {topics}, and CENTRAL may not change it ({error}): set it to {value} there.</source>
        <translation>Kafka tiene {setting}={was} en {topics}, y CENTRAL no puede cambiarlo ({error}): ponerlo allí en {value}.</translation>
    </message>
    <message>
        <source>Kafka has no topics {names} and does not let this program create them: create them there.</source>
        <translation>Kafka no tiene los topics {names} y no permite que este programa los cree: crearlos allí.</translation>
    </message>
</context>
<context>
    <name>KafkaOptions</name>
    <message>
        <source>{text!r} is no Kafka option: write it as NAME=VALUE</source>
        <translation>{text!r} no es una opción de Kafka: se escribe NOMBRE=VALOR</translation>
    </message>
    <message>
        <source>unknown Kafka option {name}; did you mean {near}?</source>
        <translation>opción de Kafka {name} desconocida; ¿quizá {near}?</translation>
    </message>
    <message>
        <source>unknown Kafka option {name}</source>
        <translation>opción de Kafka {name} desconocida</translation>
    </message>
    <message>
        <source>the Kafka option {name} is set by the program itself</source>
        <translation>la opción de Kafka {name} la fija el propio programa</translation>
    </message>
    <message>
        <source>the Kafka option {name} cannot be given as text</source>
        <translation>la opción de Kafka {name} no se puede dar como texto</translation>
    </message>
    <message>
        <source>the Kafka option {name}: the file {file} cannot be read ({reason})</source>
        <translation>la opción de Kafka {name}: no se puede leer el fichero {file} ({reason})</translation>
    </message>
    <message>
        <source>the Kafka option {name} needs a version such as 2,3</source>
        <translation>la opción de Kafka {name} necesita una versión como 2,3</translation>
    </message>
    <message>
        <source>the Kafka option {name} needs true or false</source>
        <translation>la opción de Kafka {name} necesita true o false</translation>
    </message>
    <message>
        <source>the Kafka option {name} needs a number</source>
        <translation>la opción de Kafka {name} necesita un número</translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>connected</source>
        <translation>en línea</translation>
    </message>
    <message>
        <source>with problems</source>
        <translation>con problemas</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>sin conexión</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>aún sin datos</translation>
    </message>
    <message>
        <source>{name}: {state}</source>
        <translation>{name}: {state}</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Conexiones</translation>
    </message>
    <message>
        <source>Trying again.</source>
        <translation>Reintentando.</translation>
    </message>
</context>
<context>
    <name>Log</name>
    <message>
        <source>The log {path} can be written again; lines missing: {count}.</source>
        <translation>El registro {path} se puede volver a escribir; líneas que faltan: {count}.</translation>
    </message>
    <message>
        <source>The log {path} cannot be written ({reason}); free some space or check who may write there.</source>
        <translation>No se puede escribir el registro {path} ({reason}); liberar espacio o comprobar los permisos de escritura.</translation>
    </message>
    <message>
        <source>The log {path} cannot be opened ({reason}); check who may write there.</source>
        <translation>No se puede abrir el registro {path} ({reason}); comprobar los permisos de escritura.</translation>
    </message>
    <message>
        <source>{program} met an error that it did not expect ({error}).</source>
        <translation>{program} ha encontrado un error inesperado ({error}).</translation>
    </message>
    <message>
        <source>Please report it with the file {path}.</source>
        <translation>Se ruega notificarlo con el fichero {path}.</translation>
    </message>
    <message>
        <source>Nobody reads {stream}: lines for it are dropped.</source>
        <translation>Nadie lee {stream}: sus líneas se descartan.</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
</context>
<context>
    <name>Money</name>
    <message>
        <source>&apos;{text}&apos; is not a price; write EUR per kWh from 0 to {highest}, for example 0.54.</source>
        <translation>&apos;{text}&apos; no es un precio; se escribe en EUR por kWh, de 0 a {highest}, por ejemplo 0.54.</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not an amount in EUR with two places.</source>
        <translation>«{text}» no es un importe en euros con dos decimales.</translation>
    </message>
</context>
<context>
    <name>Monitor</name>
    <message>
        <source>The secret {path} cannot be read ({reason}); check who may read it, or let the operator of CENTRAL accept this charging point again.</source>
        <translation>No se puede leer el secreto {path} ({reason}); comprobar los permisos de lectura, o que el operador de la CENTRAL acepte de nuevo este punto de recarga.</translation>
    </message>
    <message>
        <source>The file {path} holds no secret; let the operator of CENTRAL accept this charging point again, it will then be replaced.</source>
        <translation>El fichero {path} no contiene ningún secreto; se sustituirá cuando el operador de la CENTRAL acepte de nuevo este punto de recarga.</translation>
    </message>
    <message>
        <source>its answer was not understood</source>
        <translation>no se entendió su respuesta</translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL</source>
        <translation>Imposible conectar con la CENTRAL</translation>
    </message>
    <message>
        <source>Asking CENTRAL</source>
        <translation>Consultando a la CENTRAL</translation>
    </message>
    <message>
        <source>Waiting to be accepted</source>
        <translation>A la espera de ser aceptado</translation>
    </message>
    <message>
        <source>Refused by CENTRAL</source>
        <translation>Rechazado por la CENTRAL</translation>
    </message>
    <message>
        <source>Stopped by order of CENTRAL. Its operator can resume it.</source>
        <translation>Parado por orden de la CENTRAL. Su operador puede reanudarlo.</translation>
    </message>
    <message>
        <source>A supply is running. Engine and CENTRAL answer.</source>
        <translation>Suministro en curso. El motor y la CENTRAL responden.</translation>
    </message>
    <message>
        <source>Reserved for a driver who has still to plug in.</source>
        <translation>Reservado para un conductor que aún no ha enchufado.</translation>
    </message>
    <message>
        <source>Engine and CENTRAL answer. Free for drivers.</source>
        <translation>El motor y la CENTRAL responden. Libre para los conductores.</translation>
    </message>
    <message>
        <source>Connecting to CENTRAL at {address}.</source>
        <translation>Conectando con la CENTRAL en {address}.</translation>
    </message>
    <message>
        <source>Connecting to the engine at {address}.</source>
        <translation>Conectando con el motor en {address}.</translation>
    </message>
    <message>
        <source>Check that {address} is the engine&apos;s, and not CENTRAL&apos;s or another program&apos;s.</source>
        <translation>Comprobar que {address} es la del motor y no la de la CENTRAL ni la de otro programa.</translation>
    </message>
    <message>
        <source>The engine at {address} belongs to another charging point: give each its own --listen-port.</source>
        <translation>El motor de {address} es de otro punto de recarga: cada uno necesita su propio --listen-port.</translation>
    </message>
    <message>
        <source>The engine at {address} has another monitor: close it, or give each engine its own --listen-port.</source>
        <translation>El motor de {address} tiene otro monitor: cerrarlo, o dar a cada motor su propio --listen-port.</translation>
    </message>
    <message>
        <source>Restart the engine if it does not come back by itself.</source>
        <translation>Reiniciar el motor si no vuelve por sí solo.</translation>
    </message>
    <message>
        <source>Repair it at the charging point (key K, or &apos;ok&apos;).</source>
        <translation>Repararlo en el punto de recarga (tecla K, u &apos;ok&apos;).</translation>
    </message>
    <message>
        <source>Not authenticated</source>
        <translation>Sin autenticar</translation>
    </message>
    <message>
        <source>Waiting for the operator</source>
        <translation>Esperando al operador</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>The secret cannot be stored</source>
        <translation>No se puede guardar el secreto</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Aceptado</translation>
    </message>
    <message>
        <source>{cp_id} is presented as soon as CENTRAL answers.</source>
        <translation>{cp_id} espera a la CENTRAL.</translation>
    </message>
    <message>
        <source>Presenting this charging point to CENTRAL.</source>
        <translation>Presentando este punto de recarga a la CENTRAL.</translation>
    </message>
    <message>
        <source>The operator of CENTRAL has to accept {cp_id} in the panel. Asking again by itself.</source>
        <translation>El operador de la CENTRAL debe aceptar {cp_id} en el panel. Reintento automático.</translation>
    </message>
    <message>
        <source>Since {time}, with {price}.</source>
        <translation>Desde las {time}, a {price}.</translation>
    </message>
    <message>
        <source>The operator of CENTRAL can open a new enrolment: accept {cp_id}. Asking again by itself.</source>
        <translation>El operador de la CENTRAL puede permitir una nueva alta: accept {cp_id}. Reintento automático.</translation>
    </message>
    <message>
        <source>If another charging point has the id {cp_id}, give this one its own. If it is this one, without its secret or once rejected, the operator of CENTRAL has to accept {cp_id}. Asking again by itself.</source>
        <translation>Si otro punto de recarga tiene el id {cp_id}, dar a este uno propio. Si es este mismo, sin su secreto o rechazado antes, el operador de la CENTRAL debe aceptar {cp_id}. Reintento automático.</translation>
    </message>
    <message>
        <source>The operator of CENTRAL has to open the enrolment. Asking again by itself.</source>
        <translation>El operador de la CENTRAL debe abrir las altas. Reintento automático.</translation>
    </message>
    <message>
        <source>Close the other monitor of {cp_id}, or give this one its own id. Asking again by itself.</source>
        <translation>Cerrar el otro monitor de {cp_id} o dar a este un id propio. Reintento automático.</translation>
    </message>
    <message>
        <source>Check that the second address is CENTRAL&apos;s, and not an engine&apos;s. Asking again by itself.</source>
        <translation>Comprobar que la segunda dirección es la de la CENTRAL y no la de un motor. Reintento automático.</translation>
    </message>
    <message>
        <source>See CENTRAL&apos;s panel and log. Asking again by itself.</source>
        <translation>Véanse el panel y el registro de la CENTRAL. Reintento automático.</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>En línea</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Conectando</translation>
    </message>
    <message>
        <source>Not reached</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>for {duration}, trying again</source>
        <translation>desde hace {duration}, reintentando</translation>
    </message>
    <message>
        <source>for {duration}</source>
        <translation>desde hace {duration}</translation>
    </message>
    <message>
        <source>for {duration}, last answer in {latency} ms</source>
        <translation>desde hace {duration}; tarda {latency} ms</translation>
    </message>
    <message>
        <source>or by itself in {seconds} s</source>
        <translation>o solo en {seconds} s</translation>
    </message>
    <message>
        <source>{time} not checked</source>
        <translation>{time} sin comprobar</translation>
    </message>
    <message>
        <source>{time} KO: {reason}</source>
        <translation>{time} KO: {reason}</translation>
    </message>
    <message>
        <source>{time} OK, late: {latency} ms</source>
        <translation>{time} OK, tarde: {latency} ms</translation>
    </message>
    <message>
        <source>{time} OK: {latency} ms</source>
        <translation>{time} OK: {latency} ms</translation>
    </message>
    <message>
        <source>The engine is still checked; a running supply goes on, new ones wait.</source>
        <translation>Se sigue comprobando el motor; un suministro en curso sigue, los nuevos esperan.</translation>
    </message>
    <message>
        <source>A supply that ran is interrupted; the engine reports its end when it is back.</source>
        <translation>Si había un suministro, está interrumpido; el motor comunicará su final cuando vuelva.</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>State: not known</source>
        <translation>Estado: se desconoce</translation>
    </message>
    <message>
        <source>(code {code})</source>
        <translation>(código {code})</translation>
    </message>
    <message>
        <source>{count} OK</source>
        <translation>{count} OK</translation>
    </message>
    <message>
        <source>{count} late</source>
        <translation>{count} tarde</translation>
    </message>
    <message>
        <source>{count} KO</source>
        <translation>{count} KO</translation>
    </message>
    <message>
        <source>{count} not checked</source>
        <translation>{count} sin datos</translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL since {time}</source>
        <translation>Imposible conectar con la CENTRAL desde las {time}</translation>
    </message>
    <message>
        <source>No engine since {time}: this charging point counts as faulted</source>
        <translation>Sin motor desde las {time}: este punto de recarga consta como averiado</translation>
    </message>
    <message>
        <source>State: {state}</source>
        <translation>Estado: {state}</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>Ask &amp;again now</source>
        <translation>&amp;Reintentar ahora</translation>
    </message>
    <message>
        <source>Checks of the last minute</source>
        <translation>Comprobaciones del último minuto</translation>
    </message>
    <message>
        <source>−60 s</source>
        <translation>−60 s</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>EV Monitor</source>
        <translation>EV Monitor</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Address of the engine</source>
        <translation>Dirección del motor</translation>
    </message>
    <message>
        <source>Address of CENTRAL</source>
        <translation>Dirección de la CENTRAL</translation>
    </message>
    <message>
        <source>Id of the charging point</source>
        <translation>Id del punto de recarga</translation>
    </message>
    <message>
        <source>Location (optional)</source>
        <translation>Ubicación (opcional)</translation>
    </message>
    <message>
        <source>Place on the map, 0 to 100 (optional)</source>
        <translation>Posición en el mapa, de 0 a 100 (opcional)</translation>
    </message>
</context>
<context>
    <name>MonitorArguments</name>
    <message>
        <source>Monitor of one charging point: registers it in CENTRAL and checks its engine each second.</source>
        <translation>Monitor de un punto de recarga: lo registra en la CENTRAL y comprueba su motor cada segundo.</translation>
    </message>
    <message>
        <source>address of the engine, host:port</source>
        <translation>dirección del motor, host:puerto</translation>
    </message>
    <message>
        <source>address of CENTRAL, host:port</source>
        <translation>dirección de la CENTRAL, host:puerto</translation>
    </message>
    <message>
        <source>id of the charging point</source>
        <translation>id del punto de recarga</translation>
    </message>
    <message>
        <source>where the charging point is, told to CENTRAL when it registers</source>
        <translation>dónde está el punto de recarga; se envía a la CENTRAL al registrarse</translation>
    </message>
    <message>
        <source>place on CENTRAL&apos;s map, both 0 to 100</source>
        <translation>posición en el mapa de la CENTRAL, ambas de 0 a 100</translation>
    </message>
    <message>
        <source>use TLS with CENTRAL and trust the certificate in this PEM file</source>
        <translation>usar TLS con la CENTRAL y confiar en el certificado de este fichero PEM</translation>
    </message>
    <message>
        <source>This location cannot be used; write at most {length} printable characters on one line.</source>
        <translation>Esta ubicación no es válida; como máximo, {length} caracteres imprimibles en una línea.</translation>
    </message>
</context>
<context>
    <name>MonitorConsole</name>
    <message>
        <source>print the state as one line of JSON</source>
        <translation>mostrar el estado en una línea de JSON</translation>
    </message>
    <message>
        <source>ask CENTRAL again now</source>
        <translation>volver a preguntar ya a la CENTRAL</translation>
    </message>
</context>
<context>
    <name>MonitorMessages</name>
    <message>
        <source>Engine reached at {address}</source>
        <translation>Conexión con el motor establecida en {address}</translation>
    </message>
    <message>
        <source>The engine is OK</source>
        <translation>El motor está OK</translation>
    </message>
    <message>
        <source>Engine: {state}</source>
        <translation>Motor: {state}</translation>
    </message>
    <message>
        <source>The engine took the id and the key: {state}</source>
        <translation>El motor ha aceptado el id y la clave: {state}</translation>
    </message>
    <message>
        <source>The engine&apos;s answer was not understood: {detail}</source>
        <translation>No se entendió la respuesta del motor: {detail}</translation>
    </message>
    <message>
        <source>CENTRAL reached at {address}</source>
        <translation>Conexión con la CENTRAL establecida en {address}</translation>
    </message>
    <message>
        <source>Waiting until the operator of CENTRAL accepts this charging point {under}</source>
        <translation>Esperando a que el operador de la CENTRAL acepte este punto de recarga {under}</translation>
    </message>
    <message>
        <source>No link with the engine: {sentence} Trying again.</source>
        <translation>Sin enlace con el motor: {sentence} Reintentando.</translation>
    </message>
    <message>
        <source>The engine reports a fault: {reason}. {remedy}</source>
        <translation>El motor notifica una avería: {reason}. {remedy}</translation>
    </message>
    <message>
        <source>The engine at {address} refused the id: {reason}. {remedy}</source>
        <translation>El motor de {address} ha rechazado el id: {reason}. {remedy}</translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL: {sentence} Trying again.</source>
        <translation>Imposible conectar con la CENTRAL: {sentence} Reintentando.</translation>
    </message>
    <message>
        <source>CENTRAL&apos;s answer was not understood: {detail}</source>
        <translation>No se entendió la respuesta de la CENTRAL: {detail}</translation>
    </message>
    <message>
        <source>Registered in CENTRAL; the secret is stored</source>
        <translation>Registrado en la CENTRAL; el secreto está guardado</translation>
    </message>
    <message>
        <source>CENTRAL refuses: {reason}. {remedy}</source>
        <translation>La CENTRAL rechaza: {reason}. {remedy}</translation>
    </message>
    <message>
        <source>CENTRAL asks to authenticate again: {reason}</source>
        <translation>La CENTRAL pide autenticarse de nuevo: {reason}</translation>
    </message>
    <message>
        <source>Accepted by CENTRAL, {price}</source>
        <translation>Aceptado por la CENTRAL, {price}</translation>
    </message>
</context>
<context>
    <name>Network</name>
    <message>
        <source>Port {port} is already in use; close the program that uses it or choose another port.</source>
        <translation>El puerto {port} ya está en uso; cerrar el programa que lo usa o elegir otro puerto.</translation>
    </message>
    <message>
        <source>Port {port} needs the administrator&apos;s rights; choose one from 1024 on.</source>
        <translation>El puerto {port} requiere permisos de administrador; elegir uno a partir de 1024.</translation>
    </message>
    <message>
        <source>Cannot listen on {host}, port {port} ({detail}); choose an address of this computer.</source>
        <translation>No se puede escuchar en {host}, puerto {port} ({detail}); elegir una dirección de este equipo.</translation>
    </message>
    <message>
        <source>Nothing listens on {address}; start that program or check the port.</source>
        <translation>Nadie escucha en {address}; iniciar ese programa o comprobar el puerto.</translation>
    </message>
    <message>
        <source>There is no way to {address}; check the address and the network.</source>
        <translation>No hay ruta hasta {address}; comprobar la dirección y la red.</translation>
    </message>
    <message>
        <source>The name in {address} is unknown; check its spelling or use its number.</source>
        <translation>El nombre de {address} es desconocido; comprobar cómo está escrito o usar su número.</translation>
    </message>
    <message>
        <source>{address} does not answer; check that program, the network and firewalls.</source>
        <translation>{address} no responde; comprobar ese programa, la red y los cortafuegos.</translation>
    </message>
    <message>
        <source>{address} takes the connection but says nothing; check the port (Kafka&apos;s is 9092 as a rule, CENTRAL&apos;s 7000), whether that program wants TLS, and that it does not hang.</source>
        <translation>{address} acepta la conexión pero no dice nada; comprobar el puerto (el de Kafka suele ser 9092, el de la CENTRAL 7000), si ese programa exige TLS y que no esté colgado.</translation>
    </message>
    <message>
        <source>{address} has ended the connection; check that the program still runs.</source>
        <translation>{address} ha cerrado la conexión; comprobar que el programa sigue en marcha.</translation>
    </message>
    <message>
        <source>{address} cannot serve now; close whoever else is connected, or wait.</source>
        <translation>{address} no puede atender ahora; cerrar a quien más esté conectado, o esperar.</translation>
    </message>
    <message>
        <source>{address} is another kind of program; check the port.</source>
        <translation>{address} es otro tipo de programa; comprobar el puerto.</translation>
    </message>
    <message>
        <source>No secure connection with {address}; check the TLS options of both sides.</source>
        <translation>Sin conexión segura con {address}; comprobar las opciones TLS de ambos lados.</translation>
    </message>
</context>
<context>
    <name>PowerChart</name>
    <message>
        <source>Power</source>
        <translation>Potencia</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Ahora</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Deshacer</translation>
    </message>
</context>
<context>
    <name>Rule</name>
    <message>
        <source>{kind} out of order: the supply is &apos;{state}&apos;</source>
        <translation>{kind} fuera de orden: el suministro está en «{state}»</translation>
    </message>
    <message>
        <source>cancellation of an unknown request</source>
        <translation>cancelación de una petición desconocida</translation>
    </message>
    <message>
        <source>cancellation by another driver or of another charging point than the request</source>
        <translation>cancelación de otro conductor o de otro punto de recarga que los de la petición</translation>
    </message>
    <message>
        <source>unknown session in engine_state</source>
        <translation>sesión desconocida en engine_state</translation>
    </message>
    <message>
        <source>engine_state older than the one before it</source>
        <translation>engine_state más antiguo que el anterior</translation>
    </message>
    <message>
        <source>unknown session</source>
        <translation>sesión desconocida</translation>
    </message>
    <message>
        <source>negative power ({power} W)</source>
        <translation>potencia negativa ({power} W)</translation>
    </message>
    <message>
        <source>impossible end of an unknown session ({energy} Wh)</source>
        <translation>fin imposible de una sesión desconocida ({energy} Wh)</translation>
    </message>
    <message>
        <source>session of another charging point</source>
        <translation>sesión de otro punto de recarga</translation>
    </message>
    <message>
        <source>impossible energy ({energy} Wh)</source>
        <translation>energía imposible ({energy} Wh)</translation>
    </message>
    <message>
        <source>falling meter ({before} -&gt; {after} Wh)</source>
        <translation>el contador retrocede ({before} -&gt; {after} Wh)</translation>
    </message>
    <message>
        <source>amount {amount} is not energy x price ({due})</source>
        <translation>el importe {amount} no es energía por precio ({due})</translation>
    </message>
    <message>
        <source>the key is missing or no UTF-8</source>
        <translation>la clave falta o no es UTF-8</translation>
    </message>
    <message>
        <source>internal error, see the log</source>
        <translation>error interno, véase el registro</translation>
    </message>
    <message>
        <source>unknown charging point</source>
        <translation>punto de recarga desconocido</translation>
    </message>
    <message>
        <source>driver_id is no driver&apos;s id</source>
        <translation>driver_id no es el identificador de un conductor</translation>
    </message>
    <message>
        <source>the key is not the driver&apos;s id</source>
        <translation>la clave no es el identificador del conductor</translation>
    </message>
    <message>
        <source>no request</source>
        <translation>no es una petición</translation>
    </message>
    <message>
        <source>the key is not the charging point&apos;s id</source>
        <translation>la clave no es el identificador del punto de recarga</translation>
    </message>
    <message>
        <source>missing signature</source>
        <translation>falta la firma</translation>
    </message>
    <message>
        <source>bad signature</source>
        <translation>firma incorrecta</translation>
    </message>
    <message>
        <source>missing or bad signature</source>
        <translation>la firma falta o es incorrecta</translation>
    </message>
    <message>
        <source>the key has {count} bytes, more than {most}</source>
        <translation>la clave tiene {count} bytes, más de {most}</translation>
    </message>
    <message>
        <source>it is no JSON that can be read</source>
        <translation>no es un JSON que se pueda leer</translation>
    </message>
    <message>
        <source>&apos;{name}&apos;: {text} is not a date and time of {first} to {last} in RFC 3339</source>
        <translation>«{name}»: {text} no es una fecha y hora de {first} a {last} según RFC 3339</translation>
    </message>
    <message>
        <source>the field &apos;{name}&apos; is lacking</source>
        <translation>falta el campo «{name}»</translation>
    </message>
    <message>
        <source>it is no JSON object of its topic</source>
        <translation>no es un objeto JSON de su topic</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; cannot be {value}</source>
        <translation>«{name}» no puede ser {value}</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; must be {wanted}</source>
        <translation>«{name}» debe ser {wanted}</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; must be {wanted}, not {got}</source>
        <translation>«{name}» debe ser {wanted}, no {got}</translation>
    </message>
    <message>
        <source>a STATUS is neither OK alone nor KO with a reason</source>
        <translation>un STATUS no es ni OK solo ni KO con un motivo</translation>
    </message>
    <message>
        <source>the wait is not 1 to {most} seconds</source>
        <translation>la espera no es de 1 a {most} segundos</translation>
    </message>
    <message>
        <source>unknown operation {code}</source>
        <translation>operación desconocida: {code}</translation>
    </message>
    <message>
        <source>{code} has {count} fields instead of {expected}</source>
        <translation>{code} tiene {count} campos en vez de {expected}</translation>
    </message>
    <message>
        <source>unknown answer {code}</source>
        <translation>respuesta desconocida: {code}</translation>
    </message>
    <message>
        <source>the id of the charging point is not 1 to 32 of A-Z a-z 0-9 _ -</source>
        <translation>el identificador del punto de recarga no tiene de 1 a 32 caracteres de A-Z a-z 0-9 _ -</translation>
    </message>
    <message>
        <source>not {count} hexadecimal digits</source>
        <translation>no son {count} dígitos hexadecimales</translation>
    </message>
    <message>
        <source>a position on the map is not a number from 0 to 100</source>
        <translation>una posición en el mapa no es un número de 0 a 100</translation>
    </message>
    <message>
        <source>a HEALTH says neither UP nor DOWN</source>
        <translation>un HEALTH no dice ni UP ni DOWN</translation>
    </message>
    <message>
        <source>the operation is not a word in capitals</source>
        <translation>la operación no es una palabra en mayúsculas</translation>
    </message>
    <message>
        <source>a field has characters that UTF-8 cannot write</source>
        <translation>un campo tiene caracteres que UTF-8 no puede escribir</translation>
    </message>
    <message>
        <source>a field has a control character that is not percent-encoded</source>
        <translation>un campo tiene un carácter de control sin codificar con %</translation>
    </message>
    <message>
        <source>a field has a % without two hexadecimal digits</source>
        <translation>un campo tiene un % sin dos dígitos hexadecimales</translation>
    </message>
    <message>
        <source>a field is not UTF-8 once its escapes are undone</source>
        <translation>un campo no es UTF-8 una vez deshechos sus escapes</translation>
    </message>
    <message>
        <source>the frame&apos;s LRC is wrong</source>
        <translation>el LRC de la trama es incorrecto</translation>
    </message>
    <message>
        <source>a frame began inside another one</source>
        <translation>una trama empezó dentro de otra</translation>
    </message>
    <message>
        <source>the frame is not UTF-8</source>
        <translation>la trama no es UTF-8</translation>
    </message>
    <message>
        <source>the frame is longer than {most} bytes</source>
        <translation>la trama tiene más de {most} bytes</translation>
    </message>
    <message>
        <source>bytes outside a frame</source>
        <translation>bytes fuera de una trama</translation>
    </message>
    <message>
        <source>a message that does not belong here</source>
        <translation>un mensaje que no corresponde aquí</translation>
    </message>
    <message>
        <source>nothing but bad input for too long: the connection is closed</source>
        <translation>solo entrada incorrecta durante demasiado tiempo: se cierra la conexión</translation>
    </message>
    <message>
        <source>{code} does not answer what was asked</source>
        <translation>{code} no responde a lo que se preguntó</translation>
    </message>
    <message>
        <source>unreadable records of {topic} from {offset}</source>
        <translation>registros ilegibles de {topic} desde {offset}</translation>
    </message>
</context>
<context>
    <name>ServicesFile</name>
    <message>
        <source>it is not a file</source>
        <translation>no es un fichero</translation>
    </message>
    <message>
        <source>it does not exist</source>
        <translation>no existe</translation>
    </message>
    <message>
        <source>{name} is larger than {size} MB; a services file has one charging point per line.</source>
        <translation>{name} ocupa más de {size} MB; un fichero de servicios tiene un punto de recarga por línea.</translation>
    </message>
    <message>
        <source>{name}, line {number}: &apos;{text}&apos; is not the id of a charging point; write one a line, 1 to 32 of A-Z, a-z, 0-9, &apos;_&apos; and &apos;-&apos;.</source>
        <translation>{name}, línea {number}: &apos;{text}&apos; no es el id de un punto de recarga; va uno por línea, de 1 a 32 caracteres de A-Z, a-z, 0-9, &apos;_&apos; y &apos;-&apos;.</translation>
    </message>
    <message>
        <source>{name}, line 1: there is no service in this file; write one charging point per line.</source>
        <translation>{name}, línea 1: no hay ningún servicio en este fichero; va un punto de recarga por línea.</translation>
    </message>
    <message>
        <source>{name}, line {number}: this is not UTF-8 text; save the file as UTF-8 (Notepad: Save as, Encoding).</source>
        <translation>{name}, línea {number}: no es texto UTF-8; guardar el fichero como UTF-8 (Bloc de notas: Guardar como, Codificación).</translation>
    </message>
    <message>
        <source>The file {path} cannot be read ({reason}); check its name.</source>
        <translation>No se puede leer el fichero {path} ({reason}); comprobar su nombre.</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>The file {path} cannot be written ({reason}); free some space or check who may write there.</source>
        <translation>No se puede escribir el fichero {path} ({reason}); liberar espacio o comprobar los permisos de escritura.</translation>
    </message>
</context>
<context>
    <name>Store</name>
    <message>
        <source>The database {where} is locked by another program: close that one.</source>
        <translation>La base de datos {where} está bloqueada por otro programa: cerrarlo.</translation>
    </message>
    <message>
        <source>The disk with the database {where} is full: free some space.</source>
        <translation>El disco de la base de datos {where} está lleno: liberar espacio.</translation>
    </message>
    <message>
        <source>The database {where} cannot be written. Check the permissions of its folder, and that its disk is not read-only.</source>
        <translation>No se puede escribir en la base de datos {where}. Comprobar los permisos de su carpeta y que su disco no sea de solo lectura.</translation>
    </message>
    <message>
        <source>The disk with the database {where} fails ({said}). Check the disk, its connection and its quota.</source>
        <translation>Falla el disco de la base de datos {where} ({said}). Comprobar el disco, su conexión y su cuota.</translation>
    </message>
    <message>
        <source>{where} is damaged or is no database. Restore a copy, or move it away to begin an empty one.</source>
        <translation>{where} está dañada o no es una base de datos. Restaurar una copia, o moverla para empezar una vacía.</translation>
    </message>
    <message>
        <source>The database {where} failed: {said}. If this does not pass, start the program again, and report it with the log.</source>
        <translation>La base de datos {where} ha fallado: {said}. Si el problema persiste, volver a arrancar el programa y comunicarlo con el registro.</translation>
    </message>
    <message>
        <source>The database {where} cannot be opened. Check that its folder exists and can be written.</source>
        <translation>No se puede abrir la base de datos {where}. Comprobar que su carpeta existe y permite escribir.</translation>
    </message>
    <message>
        <source>The database server {where} cannot be reached. Check its address and that it runs.</source>
        <translation>Imposible conectar con el servidor de base de datos {where}. Comprobar su dirección y que está en marcha.</translation>
    </message>
    <message>
        <source>The database {where} is missing or empty, but {wal} holds its last changes. Put the file back that belongs to it, or move both away to begin an empty one.</source>
        <translation>La base de datos {where} falta o está vacía, pero {wal} contiene sus últimos cambios. Devolver a su sitio el fichero que le corresponde, o mover ambos para empezar una vacía.</translation>
    </message>
    <message>
        <source>The database {where} is on a network share, where it is not safe; choose a local disk.</source>
        <translation>La base de datos {where} está en una carpeta de red, donde no está segura; elegir un disco local.</translation>
    </message>
    <message>
        <source>The database {where} was made by a newer version of EVCharging. Use that version.</source>
        <translation>La base de datos {where} es de una versión más reciente de EVCharging. Usar esa versión.</translation>
    </message>
    <message>
        <source>Another CENTRAL has the database {where}: end that one, or give this one another --database.</source>
        <translation>Otra CENTRAL usa la base de datos {where}: cerrar esa o dar otra a esta con --database.</translation>
    </message>
    <message>
        <source>The database URL &apos;{url}&apos; is not understood. Write sqlite:///FILE or postgresql://USER@HOST/NAME.</source>
        <translation>No se entiende la URL de base de datos &apos;{url}&apos;. Se escribe sqlite:///FICHERO o postgresql://USUARIO@HOST/NOMBRE.</translation>
    </message>
    <message>
        <source>The user of the database {where} lacks rights in it: make it the owner of the database.</source>
        <translation>Al usuario de la base de datos {where} le faltan permisos en ella: hacerlo propietario de la base de datos.</translation>
    </message>
    <message>
        <source>The database {where} can only be read: give the address of its primary server.</source>
        <translation>La base de datos {where} solo se puede leer: indicar la dirección de su servidor primario.</translation>
    </message>
    <message>
        <source>There is no database {where}: create it on the server (createdb), or correct --database.</source>
        <translation>No existe la base de datos {where}: crearla en el servidor (createdb) o corregir --database.</translation>
    </message>
    <message>
        <source>The database server of {where} refuses user or password: correct them in --database.</source>
        <translation>El servidor de la base de datos {where} rechaza el usuario o la contraseña: corregirlos en --database.</translation>
    </message>
    <message>
        <source>The database server of {where} lets nobody in ({said}): correct --database or its settings.</source>
        <translation>El servidor de la base de datos {where} no deja entrar a nadie ({said}): corregir --database o la configuración del servidor.</translation>
    </message>
    <message>
        <source>The database {where} is not as this program left it: its disk lost something, another file was put there, or another program writes to it. End that one, and start this one again; it will go on from what the file holds.</source>
        <translation>La base de datos {where} no está como la dejó este programa: su disco ha perdido algo, se ha puesto ahí otro fichero u otro programa escribe en ella. Cerrar ese y volver a arrancar este; continuará a partir de lo que contiene el fichero.</translation>
    </message>
</context>
<context>
    <name>Story</name>
    <message>
        <source>The demo was ended before the story was.</source>
        <translation>La demo terminó antes que la historia.</translation>
    </message>
    <message>
        <source>The story broke off: {error}</source>
        <translation>La historia se interrumpió: {error}</translation>
    </message>
    <message>
        <source>starting Kafka, CENTRAL, the charging points and the drivers</source>
        <translation>iniciando Kafka, la CENTRAL, los puntos de recarga y los conductores</translation>
    </message>
    <message>
        <source>every charging point is activated</source>
        <translation>todos los puntos de recarga están activados</translation>
    </message>
    <message>
        <source>the drivers run their services files</source>
        <translation>los conductores ejecutan sus ficheros de servicios</translation>
    </message>
    <message>
        <source>the story went as written: {services} services, {pictures} pictures</source>
        <translation>la historia salió como estaba escrita: {services} servicios, {pictures} imágenes</translation>
    </message>
    <message>
        <source>This never came: {scene}.</source>
        <translation>Esto no llegó a ocurrir: {scene}.</translation>
    </message>
    <message>
        <source>The network did not come to rest.</source>
        <translation>La red no llegó a quedar en reposo.</translation>
    </message>
    <message>
        <source>These programs did not answer in {seconds} s: {names}.</source>
        <translation>Estos programas no respondieron en {seconds} s: {names}.</translation>
    </message>
    <message>
        <source>The network was not ready in {seconds} s.</source>
        <translation>La red no estuvo lista en {seconds} s.</translation>
    </message>
    <message>
        <source>{name} ended by itself (exit code {code}): {words}</source>
        <translation>{name} terminó solo (código {code}): {words}</translation>
    </message>
    <message>
        <source>This picture was not written: {path}.</source>
        <translation>No se guardó esta imagen: {path}.</translation>
    </message>
    <message>
        <source>Not everybody told their tickets.</source>
        <translation>No todos dieron sus tickets.</translation>
    </message>
    <message>
        <source>There is not a single ticket.</source>
        <translation>No hay ni un solo ticket.</translation>
    </message>
    <message>
        <source>{who} has {count} tickets of the supply {session}, not one.</source>
        <translation>{who} tiene {count} tickets del suministro {session}, no uno.</translation>
    </message>
    <message>
        <source>The tickets of the supply {session} differ: {one} and {other}.</source>
        <translation>Los tickets del suministro {session} difieren: {one} y {other}.</translation>
    </message>
    <message>
        <source>The amount of the ticket {ticket} is not energy times price.</source>
        <translation>El importe del ticket {ticket} no es energía por precio.</translation>
    </message>
    <message>
        <source>Service {number} of driver {driver} should be: {wanted}; it was: {found}.</source>
        <translation>El servicio {number} del conductor {driver} debía ser: {wanted}; fue: {found}.</translation>
    </message>
    <message>
        <source>Service {number} of driver {driver} delivered {energy} Wh.</source>
        <translation>El servicio {number} del conductor {driver} suministró {energy} Wh.</translation>
    </message>
    <message>
        <source>Requests of driver {driver}: {count} instead of {wanted}.</source>
        <translation>Peticiones del conductor {driver}: {count} en lugar de {wanted}.</translation>
    </message>
    <message>
        <source>{cp} should be free at the end; it is {state}.</source>
        <translation>{cp} debía quedar libre al final; está {state}.</translation>
    </message>
    <message>
        <source>CENTRAL denied driver 7, whom it does not know: it registers driver 7</source>
        <translation>la CENTRAL denegó al conductor 7, al que no conoce: lo registra</translation>
    </message>
    <message>
        <source>CENTRAL denied driver 12, who is disabled: it enables driver 12</source>
        <translation>la CENTRAL denegó al conductor 12, que está inhabilitado: lo habilita</translation>
    </message>
    <message>
        <source>SEV3 breaks while it supplies driver 7</source>
        <translation>SEV3 se avería mientras suministra al conductor 7</translation>
    </message>
    <message>
        <source>CENTRAL stops VAL8 while it supplies driver 12</source>
        <translation>la CENTRAL para VAL8 mientras suministra al conductor 12</translation>
    </message>
    <message>
        <source>SEV3 is repaired</source>
        <translation>SEV3 queda reparado</translation>
    </message>
    <message>
        <source>CENTRAL resumes VAL8</source>
        <translation>la CENTRAL reanuda VAL8</translation>
    </message>
    <message>
        <source>driver 5 asks for a supply at BIL4 itself</source>
        <translation>el conductor 5 solicita un suministro en el propio BIL4</translation>
    </message>
    <message>
        <source>BIL4 was reserved when driver 12 asked for it; now driver 5 plugs in there</source>
        <translation>BIL4 estaba reservado cuando lo pidió el conductor 12; ahora enchufa allí el conductor 5</translation>
    </message>
    <message>
        <source>driver 5 unplugs at BIL4</source>
        <translation>el conductor 5 desenchufa en BIL4</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué pasó</translation>
    </message>
    <message>
        <source>What was seen</source>
        <translation>Qué se vio</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Fin</translation>
    </message>
    <message>
        <source>Charging point</source>
        <translation>Punto de recarga</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>Conductor</translation>
    </message>
    <message>
        <source>Engine&apos;s journal</source>
        <translation>Diario del motor</translation>
    </message>
    <message>
        <source>Driver&apos;s app</source>
        <translation>App del conductor</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Veredicto</translation>
    </message>
    <message>
        <source>killed: {name}</source>
        <translation>matado: {name}</translation>
    </message>
    <message>
        <source>frozen: {name}</source>
        <translation>congelado: {name}</translation>
    </message>
    <message>
        <source>ended by itself: {name}</source>
        <translation>terminó por sí mismo: {name}</translation>
    </message>
    <message>
        <source>closed: {name}</source>
        <translation>cerrado: {name}</translation>
    </message>
    <message>
        <source>not yet known</source>
        <translation>aún no se sabe</translation>
    </message>
    <message>
        <source>right</source>
        <translation>correcto</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>incorrecto</translation>
    </message>
    <message>
        <source>nobody could tell</source>
        <translation>nadie podía saberlo</translation>
    </message>
    <message>
        <source>CENTRAL red</source>
        <translation>CENTRAL en rojo</translation>
    </message>
    <message>
        <source>CENTRAL grey</source>
        <translation>CENTRAL en gris</translation>
    </message>
    <message>
        <source>CENTRAL green</source>
        <translation>CENTRAL en verde</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>conectado</translation>
    </message>
    <message>
        <source>all connected</source>
        <translation>todos conectados</translation>
    </message>
    <message>
        <source>all say so</source>
        <translation>todos lo dicen</translation>
    </message>
    <message>
        <source>{text}: not within {limit} s</source>
        <translation>{text}: no en {limit} s</translation>
    </message>
    <message>
        <source>{text} after {after} s (limit {limit})</source>
        <translation>{text} a los {after} s (límite {limit})</translation>
    </message>
    <message>
        <source>driver told</source>
        <translation>conductor avisado</translation>
    </message>
    <message>
        <source>{cp}: its ticket is awaited</source>
        <translation>{cp}: se espera su ticket</translation>
    </message>
    <message>
        <source>back {time}</source>
        <translation>de vuelta {time}</translation>
    </message>
    <message>
        <source>{cp}: ticket {energy}, equal in {count} places</source>
        <translation>{cp}: ticket {energy}, igual en {count} sitios</translation>
    </message>
    <message>
        <source>{cp}: no ticket</source>
        <translation>{cp}: sin ticket</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>Guardar informe…</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Guardar informe</translation>
    </message>
    <message>
        <source>EVCharging: what was done to the network, and what came of it</source>
        <translation>EVCharging: qué se hizo con la red y qué resultó</translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}</source>
        <translation>No se puede escribir {path}: {reason}</translation>
    </message>
    <message>
        <source>saved: {path}</source>
        <translation>guardado: {path}</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Cronología</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>Tickets</translation>
    </message>
    <message>
        <source>what each kill, freeze or end of a process must lead to, and did</source>
        <translation>a qué debe llevar cada muerte, congelación o cierre de un proceso, y a qué llevó</translation>
    </message>
    <message>
        <source>each supply&apos;s ticket where it is kept</source>
        <translation>el ticket de cada suministro donde se guarda</translation>
    </message>
</context>
<context>
    <name>Tls</name>
    <message>
        <source>The TLS file {path} holds no certificate with its key ({reason}); give both in it, as PEM.</source>
        <translation>El fichero TLS {path} no contiene un certificado con su clave ({reason}); debe contener ambos, en PEM.</translation>
    </message>
    <message>
        <source>The TLS file {path} holds no certificate ({reason}); give CENTRAL&apos;s, as PEM.</source>
        <translation>El fichero TLS {path} no contiene ningún certificado ({reason}); se necesita el de la CENTRAL, en PEM.</translation>
    </message>
    <message>
        <source>The TLS file {path} cannot be read ({reason}); check its path.</source>
        <translation>No se puede leer el fichero TLS {path} ({reason}); comprobar su ruta.</translation>
    </message>
</context>
<context>
    <name>Told</name>
    <message>
        <source>{text} ({count} like this)</source>
        <translation>{text} ({count} como este)</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Keys and version</source>
        <translation>Teclas y versión</translation>
    </message>
    <message>
        <source>The picture {path} cannot be written; check its folder and the space left.</source>
        <translation>No se puede guardar la imagen {path}; comprobar su carpeta y el espacio libre.</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>Terminar</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Vistas</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Activated</source>
        <translation>Activado</translation>
    </message>
    <message>
        <source>Supplying</source>
        <translation>Suministrando</translation>
    </message>
    <message>
        <source>Out of Order</source>
        <translation>Out of Order</translation>
    </message>
    <message>
        <source>Faulted</source>
        <translation>Averiado</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>Desconectado</translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation>Reservado</translation>
    </message>
    <message>
        <source>Out of Service</source>
        <translation>Fuera de Servicio</translation>
    </message>
    <message>
        <source>This program stood still for {seconds} s (suspended); it catches up with what it missed.</source>
        <translation>Este programa ha estado parado {seconds} s (suspendido); se pone al día con lo que se perdió.</translation>
    </message>
    <message>
        <source>clock {amount} behind</source>
        <translation>reloj {amount} atrasado</translation>
    </message>
    <message>
        <source>clock {amount} ahead</source>
        <translation>reloj {amount} adelantado</translation>
    </message>
    <message>
        <source>The clock of this computer is {amount} behind {whose}&apos;s: set the one that is wrong (for example: {command}).</source>
        <translation>El reloj de este equipo está {amount} atrasado respecto al de {whose}: poner en hora el que esté mal (por ejemplo: {command}).</translation>
    </message>
    <message>
        <source>The clock of this computer is {amount} ahead of {whose}&apos;s: set the one that is wrong (for example: {command}).</source>
        <translation>El reloj de este equipo está {amount} adelantado respecto al de {whose}: poner en hora el que esté mal (por ejemplo: {command}).</translation>
    </message>
    <message>
        <source>CENTRAL</source>
        <translation>la CENTRAL</translation>
    </message>
    <message>
        <source>The clock of this computer agrees with {whose}&apos;s again.</source>
        <translation>El reloj de este equipo vuelve a coincidir con el de {whose}.</translation>
    </message>
    <message>
        <source>Another CENTRAL serves the network &apos;{network}&apos; too: two CENTRALs on the same topics contradict each other. End one, or start one of them and all its programs with a --network NAME of their own.</source>
        <translation>Otra CENTRAL sirve también la red &apos;{network}&apos;: dos CENTRAL en los mismos topics se contradicen. Cerrar una, o iniciar una de ellas y todos sus programas con un --network NOMBRE propio.</translation>
    </message>
    <message>
        <source>No second CENTRAL is heard any more.</source>
        <translation>Ya no se oye una segunda CENTRAL.</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Solicitada</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Recibida</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Comprobando</translation>
    </message>
    <message>
        <source>Asking the charging point</source>
        <translation>Consultando al CP</translation>
    </message>
    <message>
        <source>Authorised</source>
        <translation>Autorizada</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Denegada</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelada</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Interrumpido</translation>
    </message>
    <message>
        <source>the request arrived too late</source>
        <translation>la petición llegó demasiado tarde</translation>
    </message>
    <message>
        <source>CENTRAL does not know this driver</source>
        <translation>conductor desconocido para la CENTRAL</translation>
    </message>
    <message>
        <source>this driver is disabled</source>
        <translation>conductor inhabilitado</translation>
    </message>
    <message>
        <source>this driver already has a supply</source>
        <translation>el conductor ya tiene un suministro</translation>
    </message>
    <message>
        <source>CENTRAL does not know this charging point</source>
        <translation>CP desconocido para la CENTRAL</translation>
    </message>
    <message>
        <source>the charging point is not available</source>
        <translation>punto de recarga no disponible</translation>
    </message>
    <message>
        <source>the charging point is reserved</source>
        <translation>punto de recarga reservado</translation>
    </message>
    <message>
        <source>the charging point refused</source>
        <translation>el punto de recarga lo rechazó</translation>
    </message>
    <message>
        <source>the charging point did not answer</source>
        <translation>el punto de recarga no respondió</translation>
    </message>
    <message>
        <source>cannot connect to CENTRAL</source>
        <translation>imposible conectar con la CENTRAL</translation>
    </message>
    <message>
        <source>cannot connect to Kafka</source>
        <translation>imposible conectar con Kafka</translation>
    </message>
    <message>
        <source>unplugged</source>
        <translation>desenchufado</translation>
    </message>
    <message>
        <source>stopped by CENTRAL</source>
        <translation>parado por la CENTRAL</translation>
    </message>
    <message>
        <source>fault of the charging point</source>
        <translation>avería del CP</translation>
    </message>
    <message>
        <source>target reached</source>
        <translation>objetivo alcanzado</translation>
    </message>
    <message>
        <source>the engine was lost</source>
        <translation>se perdió el motor</translation>
    </message>
    <message>
        <source>cancelled by the driver</source>
        <translation>por decisión del conductor</translation>
    </message>
    <message>
        <source>not plugged in time</source>
        <translation>no se enchufó a tiempo</translation>
    </message>
    <message>
        <source>the charging point lost CENTRAL</source>
        <translation>el punto de recarga perdió la CENTRAL</translation>
    </message>
    <message>
        <source>the secret of this charging point is not the one that CENTRAL has</source>
        <translation>el secreto de este punto de recarga no es el que tiene la CENTRAL</translation>
    </message>
    <message>
        <source>CENTRAL revoked this charging point</source>
        <translation>la CENTRAL ha revocado este punto de recarga</translation>
    </message>
    <message>
        <source>another live monitor has this id</source>
        <translation>otro monitor en marcha tiene este id</translation>
    </message>
    <message>
        <source>CENTRAL enrols no new charging points</source>
        <translation>la CENTRAL no admite altas de puntos de recarga</translation>
    </message>
    <message>
        <source>CENTRAL refused to enrol this charging point</source>
        <translation>la CENTRAL rechazó el alta de este punto de recarga</translation>
    </message>
    <message>
        <source>the monitor is not authenticated</source>
        <translation>el monitor no está autenticado</translation>
    </message>
    <message>
        <source>the request was not understood</source>
        <translation>no se entendió la petición</translation>
    </message>
    <message>
        <source>the engine serves another charging point</source>
        <translation>el motor sirve a otro punto de recarga</translation>
    </message>
    <message>
        <source>the engine does not hear CENTRAL</source>
        <translation>el motor no oye a la CENTRAL</translation>
    </message>
    <message>
        <source>the engine has no monitor</source>
        <translation>el motor no tiene monitor</translation>
    </message>
    <message>
        <source>the engine does not reach Kafka</source>
        <translation>el motor no llega a Kafka</translation>
    </message>
    <message>
        <source>the engine has a fault</source>
        <translation>el motor tiene una avería</translation>
    </message>
    <message>
        <source>the charging point is out of service</source>
        <translation>el punto de recarga está fuera de servicio</translation>
    </message>
    <message>
        <source>the engine serves another supply</source>
        <translation>el motor atiende otro suministro</translation>
    </message>
    <message>
        <source>the connection was refused: nothing listens at that address</source>
        <translation>conexión rechazada: nadie escucha en esa dirección</translation>
    </message>
    <message>
        <source>the address cannot be reached</source>
        <translation>no se puede llegar a la dirección</translation>
    </message>
    <message>
        <source>the host name is not known</source>
        <translation>el nombre del host es desconocido</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>sin respuesta a tiempo</translation>
    </message>
    <message>
        <source>it takes the connection but says nothing: check port and TLS</source>
        <translation>acepta la conexión pero no dice nada: comprobar puerto y TLS</translation>
    </message>
    <message>
        <source>the other side closed the connection</source>
        <translation>el otro lado cerró la conexión</translation>
    </message>
    <message>
        <source>the other side cannot serve now</source>
        <translation>el otro lado no puede atender ahora</translation>
    </message>
    <message>
        <source>the other side does not speak this protocol</source>
        <translation>el otro lado no habla este protocolo</translation>
    </message>
    <message>
        <source>the secure connection (TLS) failed</source>
        <translation>falló la conexión segura (TLS)</translation>
    </message>
    <message>
        <source>the engine does not answer</source>
        <translation>el motor no responde</translation>
    </message>
    <message>
        <source>the engine is not reached</source>
        <translation>no se llega al motor</translation>
    </message>
    <message>
        <source>the engine&apos;s answer was not understood</source>
        <translation>no se entendió la respuesta del motor</translation>
    </message>
    <message>
        <source>the engine has not taken its id yet</source>
        <translation>el motor aún no ha aceptado su id</translation>
    </message>
    <message>
        <source>an unknown driver</source>
        <translation>un conductor desconocido</translation>
    </message>
    <message>
        <source>Driver {id}</source>
        <translation>Conductor {id}</translation>
    </message>
</context>
</TS>
