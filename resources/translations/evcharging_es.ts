<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Address</name>
    <message>
        <source>The address &apos;{text}&apos; is a URL; write it as host:port, without &apos;{scheme}://&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address &apos;{text}&apos; has no port; write it as host:port, for example 192.168.1.10:9092.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address &apos;{text}&apos; has no host; write it as host:port, for example 192.168.1.10:9092.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a port; write a whole number from {lowest} to {highest}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address &apos;{text}&apos; lacks the bracket &apos;]&apos;; write IPv6 as in [::1]:9092.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address &apos;{text}&apos; has more than one &apos;:&apos;; write IPv6 in brackets, as in [::1]:9092.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos; is not an IPv6 address; write it as in [::1]:9092.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos; is not an IPv4 address; write four numbers from 0 to 255, as in 192.168.1.10.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{host}&apos; is not the name of a computer; write letters, digits, &apos;-&apos; and &apos;.&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Age</name>
    <message>
        <source>{days} d {hours} h ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h {minutes} min ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s ago</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>These parts did not end in time and were abandoned: {names}; see the log.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Arguments</name>
    <message>
        <source>options of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place and size of the window, in pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>colours of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with the window too, take commands on standard input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no place and size; write X,Y,W,H, for example 0,0,800,600.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>usage: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(default: {value})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>arguments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>options of every program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show this help and end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show the version and end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no window: log on standard error, commands on standard input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folder of database, journal, secret, settings and log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(default: the data folder of the user)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any option of the Kafka client; may be repeated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>language of texts and figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(default: the language of the system)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>least severity that is logged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>({program} --help explains all arguments)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not the id of a charging point; write 1 to 32 of A-Z, a-z, 0-9, &apos;_&apos; and &apos;-&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a price; write EUR per kWh from 0 to {highest}, for example 0.54.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a number above 0; write for example 22 or 0.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a position; write X,Y with numbers from 0 to 100, for example 40,25.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no target; write seconds or energy above 0, for example 20s or 3kWh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>these arguments are missing: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody knows these arguments: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {value} is not possible; write one of {choices}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs one value; if it starts with &apos;-&apos;, write {option}=VALUE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} takes no value, but {value} was given</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BigButton</name>
    <message>
        <source>key {key}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Central</name>
    <message>
        <source>Control panel and logic of the charging network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>port for the monitors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka, host:port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>address to listen on (default: all)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sqlite:///FILE or postgresql://... (default: SQLite in the data folder)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>who may enrol: all, after approval, or nobody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>default price, for example 0.54</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV file with the header driver_id,enabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file with CENTRAL&apos;s certificate and key: monitors must use TLS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port for the monitors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{word}&apos; is not a charging point&apos;s id: 1 to 32 letters, digits, _ or -.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{word}&apos; is not a driver&apos;s id: 1 to 64 characters without spaces.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{word}&apos; is not a price in EUR per kWh; write it as 0.54</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every charging point, as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every ticket, as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take out of service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>put back in service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price of a charging point, EUR per kWh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>default price, EUR per kWh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>register a driver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>let a driver request again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deny a driver&apos;s requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open one enrolment for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refuse its enrolment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make its secret void</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>close an interrupted supply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no driver {driver}. Add it with: driver add {driver}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The enrolment of {cp} does not wait for a decision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The charging point {cp} is not enrolled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only an interrupted supply can be settled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no charging point {cp}. Those that exist are listed by: status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TLS file {path} holds no certificate with its key ({reason}); give both in it, as PEM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TLS file {path} cannot be read ({reason}); check its path.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CentralMessage</name>
    <message>
        <source>Faulted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faulted: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supply of {driver} ended: {reason}. {energy}, {amount}; ticket sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request of {driver} for {cp} denied: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request of {driver} for {cp} cancelled: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price set to {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default tariff set to {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The charging point refused the request: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL is running on {listening}; {cps} charging points in the database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks to be enrolled: accept or reject it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked to be enrolled, but enrolment is closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitor authenticated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitor refused: its secret is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second monitor with this id was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A monitor sent a wrong request: {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A connection sent a wrong frame: {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One enrolment opened by the operator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolment rejected by the operator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoked by the operator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected, supplying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disconnected: its monitor does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request of {driver} for {cp} received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request of {driver} for {cp}: checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request of {driver}: asking {cp}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request of {driver} authorised: waiting for the plug at {cp}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plugged in: supplying {driver}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supply of {driver} interrupted: the engine is silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supply of {driver} is live again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message rejected: {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ordered to stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ordered to resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Driver {driver} registered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drivers imported: {added} new, {known} known before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Driver {driver} enabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Driver {driver} disabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolment policy: {policy}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected to Kafka</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka is away, trying again: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka no longer has the records of {topic} from {wanted}; reading goes on at {now}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record could not be sent: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database works again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CentralWindow</name>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits for you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>revoked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Driver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Power</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Energy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{step}: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no, disabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Has a supply at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved · {driver} · asking the charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved · {driver} · plug in within {left}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine reports a fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never connected since CENTRAL started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitor lost {age}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks to be enrolled: accept or reject it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolment rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoked: its secret is void</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} · ordered to stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By order of CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supply interrupted: the engine is silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp} · {place} asks to be enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search CP, place, driver…   Ctrl+F</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop all…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume all…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown} of {total} charging points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total} charging points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop all {total}? Running supplies end with a ticket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop all {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put all {total} back in service?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume all {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a charging point to see all about it and to stop, resume or price it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Power (kW)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last supplies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settle the interrupted supply…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tariff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow one new enrolment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The default tariff, {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No reading for some seconds: these figures are old</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Power now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop {count}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume {count}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop {count} charging points? Running supplies end with a ticket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put {count} charging points back in service?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let {cp} enrol once more? Its present secret becomes void when it does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke {cp}? Its monitor is shut out until you allow a new enrolment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the supply of {driver} with {energy}, {amount}? Do it only if the engine will not come back: it would report the exact figures itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every charging point that asks is enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you accept or reject each one, above the tiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody new; those enrolled go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drivers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No drivers yet. Add one by its id, or import a CSV file: driver_id,enabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of a new driver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a driver&apos;s id: 1 to 64 characters without spaces.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{driver} is registered already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import drivers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV files (*.csv);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: {new} new drivers, {known} known before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select drivers in the table first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its requests are denied; a running supply goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default tariff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For charging points without a price of their own. Running supplies keep their price.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>out of service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No charging points yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL is ready. A charging point appears here as soon as its monitor registers. Start its two programs:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KAFKA is the host:port of the broker that CENTRAL uses; MAD2 is the id of your choice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitor, beside the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended supplies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No supply has ended yet. Each one that ends is listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the last {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} supplies · {energy} · {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charging points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map of the charging points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a place on the map: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price in EUR per kWh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a price: write EUR per kWh, such as {example}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supplying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faulted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label}: show only these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejected messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} tx/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transactions in the last second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of {total} charging points have a live monitor; listening on {where}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka is away since {time}: new requests do not arrive and figures are old. Charging points meter on and keep their journal, monitors stay connected. Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database cannot be written since {time}: nothing is answered that it must remember. What is running goes on. Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No charging point matches.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests in progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Connection</name>
    <message>
        <source>Where does this program connect?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Console</name>
    <message>
        <source>end this program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write a picture of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrong number of words; write it as: {usage}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown command &apos;{line}&apos;; type help for the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show this list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A quotation mark is not closed in &apos;{line}&apos;; close it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DataDir</name>
    <message>
        <source>The data folder {folder} cannot be written ({reason}); choose another --data-dir.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is already running with the data folder {folder}; end it or use another --data-dir.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data folder {folder} cannot be locked ({reason}); choose a --data-dir on a local disk.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Demo</name>
    <message>
        <source>There is no process &apos;{name}&apos;; there are: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every process, as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start a process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end a process in order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end a process at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end and start a process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no free port on this computer ({reason}); close some programs.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Display</name>
    <message>
        <source>There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set); start it with --headless, or set QT_QPA_PLATFORM to offscreen or vnc.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The screen {display} does not answer; correct DISPLAY, start it with --headless, or set QT_QPA_PLATFORM to offscreen or vnc.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Windows need system libraries that are missing here ({reason}); install them, for example with: apt install {packages}. Or start it with --headless.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no font on this system, so windows would show no text; install one, for example with: apt install fonts-dejavu-core. Or start it with --headless.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Driver</name>
    <message>
        <source>App</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Denied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interrupted, its ticket will come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL does not know it any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: supply requested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: CENTRAL received the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: CENTRAL is checking the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: CENTRAL is asking the charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: authorised. Plug your vehicle in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: denied, {denial}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: the reservation ended, {cancelled}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: the supply is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: the supply goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: the supply is interrupted; what was delivered will be on its ticket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: ticket, {energy}, {amount} ({end})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: CENTRAL does not know this supply any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: no answer to the request, {denial}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp}: cancellation sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no request to cancel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The supply at {cp} is running: unplug the vehicle at the charging point to end it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request cannot be cancelled while Kafka is away; try again when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka is connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to Kafka ({reason}). Trying again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL is connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL. Trying again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka has lost messages ({topic}); CENTRAL is asked how things stand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A message was rejected ({topic}): {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka does not take a message: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database can be written again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Services file {name}: {total} services</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Services file {name} goes on: {begun} of {total} begun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Services file {name} had been finished when the app died; it is not repeated. Open it again to do so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Services file {name}: no more services are requested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Services file {name} is finished: {charged} charged, {denied} denied, {not_plugged} cancelled, {failed} failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The services file waits for CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriverArguments</name>
    <message>
        <source>&apos;{text}&apos; is not the id of a driver; write 1 to 64 characters without spaces, for example 5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The driver&apos;s app: asks for supplies, follows them, keeps the tickets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>address of Kafka, host:port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id with which CENTRAL knows this driver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>charging points to request one after the other, one id per line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka (host:port)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Driver id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Services file (optional)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriverConsole</name>
    <message>
        <source>ask for a supply at a charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take the request back before plugging</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run a services file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all tickets, as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how things stand, as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not the id of a charging point; write 1 to 32 of A-Z, a-z, 0-9, &apos;_&apos; and &apos;-&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriverLinks</name>
    <message>
        <source>Kafka at {broker} does not answer; it is tried again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka at {broker} answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without Kafka it is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL&apos;s heartbeat comes each second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL&apos;s heartbeat does not come.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your supply goes on; its ticket will come.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your tickets can be read; nothing can be requested.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to Kafka at {broker}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost {age}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriverServices</name>
    <message>
        <source>Open a file with one charging point per line, or drop it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a services file (Ctrl+O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request no more services; the one in progress goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Services file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text files (*.txt);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {begun} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next in {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriverSteps</name>
    <message>
        <source>Received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the CP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plug in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supplying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriverSupply</name>
    <message>
        <source>Request sent, waiting for CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL received the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL is checking the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL is asking the charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Authorised: plug your vehicle in now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Denied: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supplying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted: you will get the ticket of what was delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL does not know this supply any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Power</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Energy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No supply yet.
Choose a charging point on the left, or open a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the request back before plugging in (Ctrl+K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last reading {age}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriverTicket</name>
    <message>
        <source>Ticket · {cp}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Energy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tickets of your supplies appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} in all · {energy} · {amount}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriverWindow</name>
    <message>
        <source>Charging points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request a supply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search id, place, state…  Ctrl+F</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search charging points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{available} available of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found: change the search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No charging points known yet.
They appear when CENTRAL is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request a supply at {cp}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not while Kafka is away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not while CENTRAL is away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One supply at a time: yours is not over yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp} is not available: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Services file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My supply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>driver {id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DriversFile</name>
    <message>
        <source>{path} is not UTF-8 text. Save it as CSV UTF-8 and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be read: {cause}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}, line 1: the header must be driver_id,enabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}, line {line}: two values are needed, driver_id,enabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}, line {line}: &apos;{driver}&apos; is not a driver&apos;s id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}, line {line}: enabled must be true or false, not &apos;{word}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>fault simulated at the charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No driver is authorised: request a supply first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vehicle is plugged in already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No vehicle is plugged in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Available when the present supply ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved: plug in, or wait until the reservation ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A request is on its way: wait for its answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The charging point has a fault: repair it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL put this charging point out of service: wait for it to resume.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The monitor of this charging point is away: start it or wait for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL: wait until it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to Kafka: wait until it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal cannot be written: see the message about it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no request to cancel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the driver or CENTRAL can cancel this reservation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody is authorised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plugged in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not plugged in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>supplying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reserved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asking CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>out of service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no Kafka</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>journal fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing to cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not requested here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last supply: {driver}, {energy}, {amount} ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL authorised {driver} at {price}: plug in within {seconds} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A supply for {driver} was refused: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reservation of {driver} ended: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The supply of {driver} ended: {reason}. {energy}, {amount}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine died during the supply of {driver}. The supply is closed at its last reading, {energy}, {amount}, and CENTRAL will be told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is charging point {cp}, price {price}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request of {driver} was denied: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request of {driver} was cancelled: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to Kafka. A running supply goes on; a new one must wait. Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A monitor of {other} was refused: this engine serves {cp}. Check the monitor&apos;s arguments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The monitor sent something wrong: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plugged in: the supply of {driver} begins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot plug in. {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot unplug. {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL put this charging point out of service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL put this charging point back in service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fault: this charging point does not supply until it is repaired.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fault is repaired.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL was asked for a supply for {driver}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot request a supply for {driver}. {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL was asked to cancel the request of {driver}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot cancel. {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL has the ticket of {driver}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record of {topic} was rejected ({rule}); {count} until now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} Metering goes on; no new supply begins until then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal is written again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The monitor is connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The monitor is away. A running supply goes on; a new one must wait for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL is connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL. A running supply goes on; a new one must wait. Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka is connected.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineArguments</name>
    <message>
        <source>The engine of one charging point: plug, meter, journal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>address of Kafka, host:port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>address on which the monitor is waited for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>port on which the monitor is waited for; 0: any free one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most power of this charging point in kW</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>simulated seconds per second, 0.1 to 10000: energy goes faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plug in by itself and unplug at the target, such as 20s or 3kWh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a number from {least} to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineConsole</name>
    <message>
        <source>&apos;{text}&apos; is not the id of a driver; write 1 to 64 characters without spaces.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connect the vehicle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disconnect the vehicle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>simulate a fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repair the fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ask CENTRAL for a supply here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take the request made here back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>print the state as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>print the ended supplies as JSON</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineWindow</name>
    <message>
        <source>No id yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Energy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved for another {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plug in, {driver}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait, {driver}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not plug in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This charging point has a fault. Press K once it is repaired.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL put this charging point out of service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It gives this charging point its id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No new supplies now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connections are not complete: see above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to Kafka</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The monitor is away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This supply goes on and is kept in the journal. Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No new supply can begin until it is back. Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connector: plugged in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connector: not plugged in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plug in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unplug</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plugged in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not plugged in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repair the fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KO · simulate a fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manual request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of the driver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka (host:port)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port for the monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} tickets that CENTRAL has not confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rejected records: {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Journal</name>
    <message>
        <source>The journal {where} was made by a newer version of EVCharging. Use that version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal {where} is damaged. Restore a copy, or move it away to begin an empty one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Kafka</name>
    <message>
        <source>Kafka answers at {broker}, but the address that it gives for itself ({advertised}) does not: check advertised.listeners. Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The built-in Kafka does not start ({error}): use Apache Kafka instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka at {broker} refuses this user: check the sasl_ options.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka at {broker} does not allow this user a topic: check its rights there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Kafka client refuses its options ({detail}): check --kafka-option.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Kafka client failed ({detail}) and is started anew; see the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka does not answer at {broker}: check that it runs there. Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record of {size} bytes for {topic} is larger than Kafka takes: raise max_request_size here and max.message.bytes of the topic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record for {topic} cannot be sent: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka has no topics {names} and does not let this program create them: create them there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KafkaOptions</name>
    <message>
        <source>{text!r} is no Kafka option: write it as NAME=VALUE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown Kafka option {name}; did you mean {near}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown Kafka option {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Kafka option {name} is set by the program itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Kafka option {name} cannot be given as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Kafka option {name} needs a version such as 2,3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Kafka option {name} needs true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Kafka option {name} needs a number</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Log</name>
    <message>
        <source>The log {path} cannot be written ({reason}); free some space or check who may write there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log {path} cannot be opened ({reason}); check who may write there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{program} met an error that it did not expect ({error}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please report it with the file {path}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Monitor</name>
    <message>
        <source>The secret {path} cannot be read ({reason}); check who may read it, or let the operator of CENTRAL accept this charging point again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} holds no secret; let the operator of CENTRAL accept this charging point again, it will then be replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its answer was not understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting to be accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused by CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped by order of CENTRAL. Its operator can resume it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A supply is running. Engine and CENTRAL answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved for a driver who has still to plug in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine and CENTRAL answer. Free for drivers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting to CENTRAL at {address}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting to the engine at {address}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine at {address} belongs to another charging point: give each its own --listen-port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the engine if it does not come back by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repair it at the charging point (key K, or &apos;ok&apos;).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not authenticated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the operator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secret cannot be stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp_id} is presented as soon as CENTRAL answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presenting this charging point to CENTRAL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The operator of CENTRAL has to accept {cp_id} in the panel. Asking again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Since {time}, with {price}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The operator of CENTRAL can open a new enrolment: accept {cp_id}. Asking again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The operator of CENTRAL has to open the enrolment. Asking again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the other monitor of {cp_id}, or give this one its own id. Asking again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See CENTRAL&apos;s panel and log. Asking again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for {duration}, trying again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for {duration}, last answer in {latency} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or by itself in {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} KO: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} OK, late: {latency} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} OK: {latency} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last {total} checks: {ok} OK, {late} late, {ko} KO</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL since {time}. The engine is still checked; a running supply goes on, new ones wait. Trying again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No engine since {time}: this charging point counts as faulted. Trying again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State: not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TLS file {path} holds no certificate ({reason}); give CENTRAL&apos;s, as PEM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TLS file {path} cannot be read ({reason}); give CENTRAL&apos;s, as PEM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask &amp;again now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EV Monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of the charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Location (optional)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place on the map, 0 to 100 (optional)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MonitorArguments</name>
    <message>
        <source>Monitor of one charging point: registers it in CENTRAL and checks its engine each second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>address of the engine, host:port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>address of CENTRAL, host:port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id of the charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where the charging point is, told to CENTRAL when it registers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place on CENTRAL&apos;s map, both 0 to 100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use TLS with CENTRAL and trust the certificate in this PEM file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This location cannot be used; write at most {length} printable characters on one line.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MonitorConsole</name>
    <message>
        <source>print the state as one line of JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ask CENTRAL again now</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MonitorMessages</name>
    <message>
        <source>Engine reached at {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine at {address} lost: {reason}; trying again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine reports a fault: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine took the id and the key: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine at {address} refused the id: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine&apos;s answer was not understood: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL reached at {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot connect to CENTRAL at {address}: {reason}; trying again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL&apos;s answer was not understood: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registered in CENTRAL; the secret is stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting until the operator of CENTRAL accepts this charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL refuses: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL asks to authenticate again: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accepted by CENTRAL, {price}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Network</name>
    <message>
        <source>Port {port} is already in use; close the program that uses it or choose another port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port {port} needs the administrator&apos;s rights; choose one from 1024 on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot listen on {host}, port {port} ({detail}); choose an address of this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing listens on {address}; start that program or check the port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no way to {address}; check the address and the network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name in {address} is unknown; check its spelling or use its number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{address} does not answer; check that program, the network and firewalls.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{address} has ended the connection; check that the program still runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{address} cannot serve now; close whoever else is connected, or wait.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{address} is another kind of program; check the port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No secure connection with {address}; check the TLS options of both sides.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PowerChart</name>
    <message>
        <source>Power</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServicesFile</name>
    <message>
        <source>it is not a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not exist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is larger than {size} MB; a services file has one charging point per line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, line {number}: &apos;{text}&apos; is not the id of a charging point; write one a line, 1 to 32 of A-Z, a-z, 0-9, &apos;_&apos; and &apos;-&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, line 1: there is no service in this file; write one charging point per line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, line {number}: this is not UTF-8 text; save the file as UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} cannot be read ({reason}); check its name.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>The file {path} cannot be written ({reason}); free some space or check who may write there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Store</name>
    <message>
        <source>The database {where} is locked by another program. Close it; this one tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk with the database {where} is full. Free some space; this program tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database {where} cannot be written. Check the permissions of its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database {where} cannot be opened. Check that its folder exists and can be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} is damaged or is no database. Restore a copy, or give another with --database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database server {where} cannot be reached. Check its address and that it runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database {where} failed: {said}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database {where} was made by a newer version of EVCharging. Use that version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database URL &apos;{url}&apos; is not understood. Write sqlite:///FILE or postgresql://USER@HOST/NAME.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Story</name>
    <message>
        <source>The demo was ended before the story was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The story broke off: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting Kafka, CENTRAL, the charging points and the drivers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every charging point is activated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the drivers run their services files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the story went as written: {services} services, {pictures} pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This never came: {scene}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network did not come to rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These programs did not answer in {seconds} s: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network was not ready in {seconds} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ended by itself (exit code {code}): {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture was not written: {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everybody told their tickets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not a single ticket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{who} has {count} tickets of the supply {session}, not one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tickets of the supply {session} differ: {one} and {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The amount of the ticket {ticket} is not energy times price.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service {number} of driver {driver} should be: {wanted}; it was: {found}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service {number} of driver {driver} delivered {energy} Wh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Driver {driver} made {count} requests instead of {wanted}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cp} should be free at the end; it is {state}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>The picture {path} cannot be written; check its folder and the space left.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Activated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supplying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faulted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of Service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Authorised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Denied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the request arrived too late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL does not know this driver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this driver is disabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this driver already has a supply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL does not know this charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the charging point is not available</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the charging point is reserved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the charging point refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the charging point did not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot connect to CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot connect to Kafka</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unplugged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped by CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fault of the charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>target reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the charging point failed and restarted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled by the driver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not plugged in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the charging point lost CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the secret of this charging point is not the one that CENTRAL has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL revoked this charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another live monitor has this id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL enrols no new charging points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CENTRAL refused to enrol this charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the monitor is not authenticated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the request was not understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine serves another charging point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine does not hear CENTRAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine has no monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine does not reach Kafka</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine has a fault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the charging point is out of service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine serves another supply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the connection was refused: nothing listens at that address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the address cannot be reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the host name is not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other side closed the connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other side cannot serve now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other side does not speak this protocol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the secure connection (TLS) failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine is not reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine&apos;s answer was not understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine has not taken its id yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
