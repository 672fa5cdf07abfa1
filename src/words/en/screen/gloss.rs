//! What the words mean that stand on the screen.

use crate::words::screen::Gloss;

pub(super) const LABELS: Gloss = Gloss {
    peers_title: "Words of the peers",
    peers: &[
        (
            "status",
            "Whether a connection to it is open: connected, known or gone; silent where it no longer answers a ping.",
        ),
        ("peer", "Another node. It is named by the last characters of its id; the first are alike."),
        ("connected", "A connection to it is open."),
        ("known", "No connection is open, and none need be: Kademlia connects when it asks."),
        ("other DHT", "Connected, but it speaks another Kademlia protocol than we: neither asks the other."),
        ("gone", "The last dial failed."),
        ("name", "Its name in the practice network."),
        ("via", "How we learned of it: mDNS, identify, kad (somebody named it), dial, practice."),
        (
            "lapsed",
            "It announced itself by mDNS, and what it announced is no longer good; after a minute that is forgotten.",
        ),
        ("mDNS", "How long ago it last announced itself by mDNS."),
        ("lapses", "After how long what it announced by mDNS is no longer good, if it does not do so again."),
        ("cpl", "Common prefix length: how many leading bits its position shares with ours. More is nearer."),
        ("seen", "How long ago it gave a sign of life."),
        ("rtt", "Round-trip time: how long a ping took, there and back."),
        (
            "last minute",
            "The round-trip times of the last minute, five seconds a column; the highest bar is the longest.",
        ),
        ("agent", "The program it says it is; before it the Kademlia protocol that it speaks, where that is not ours."),
        (
            "says nothing of itself",
            "It has been connected for some seconds, and has not said what it is: perhaps it speaks no identify.",
        ),
        ("guest", "In a practice network: somebody from outside, who is none of its nodes."),
        ("client", "It asks others, and is not asked: it speaks no Kademlia protocol of ours as a server."),
        ("server", "It answers others, so it may stand in routing tables."),
        ("address", "Where it can be dialled, as a multiaddr; +2: two more are known."),
        (
            "only through a relay",
            "None of its addresses can be dialled from here: by what it could be reached instead.",
        ),
        ("since", "How long ago we first heard of it."),
        ("position", "On its page: where it lies in the keyspace, the SHA-256 of its id."),
        ("last sign of life", "On its page: an answer, a request, or a ping of it."),
        ("last connection", "On its page: which side dialled."),
        (
            "Its life, Records, Requests",
            "On a practice node's page: what it says of itself, asked once a second while the page is open: since when it \
             runs, whom it knows, what it holds (F7), what it asked and was asked (F8).",
        ),
        ("What it told when it was asked", "On its page: what came of `ping`, `ask` and `table`."),
        ("What it sent and asked us", "On its page: records of our store that it sent last, and its last requests."),
    ],
    buckets_title: "Words of the routing table",
    buckets: &[
        ("bucket", "A place for up to k peers that all share exactly so many leading bits with us."),
        ("cpl", "Common prefix length: those bits. The bucket of 0 covers the half of the keyspace that is not ours."),
        ("i", "kad's own number of the same bucket: 255 − cpl."),
        ("share", "How much of the keyspace the bucket covers; the next one covers half of that."),
        (
            "fill",
            "Its places: connected, known, free. In a large network the far buckets are full, and the nearest hold all there are.",
        ),
        ("n/k", "How many of its k places are taken."),
        (
            "n/k +",
            "The bucket is full, and a newcomer waits for a place: the entry that was disconnected longest is asked \
             whether it lives, and stays if it answers.",
        ),
        (
            "longest disconnected first",
            "kad's order in a bucket: who was disconnected longest is the first to lose the place.",
        ),
        ("cpl N and deeper", "No known peer is that near to us: these buckets are empty."),
        (
            "came in at cpl …",
            "What happened last in the table: a peer got a place, waits for one, took one, found none.",
        ),
        ("+, -", "Of the changes: a peer came into the table, or left it, and why."),
        (
            "…, ~, ·",
            "A newcomer waits, since the bucket is full and the entry that was disconnected longest is asked whether it \
             lives; that entry answered, so the newcomer found no place (inferred: kad does not say so); a newcomer found \
             none at once.",
        ),
    ],
    queries_title: "Words of the queries",
    queries: &[
        (
            "out, in, failed, rtt, table, records",
            "The last minutes, five seconds a column: requests of ours and of others, those of ours that failed, the longest \
             round trip, peers in the table, records in the store; the number is that of the last five seconds.",
        ),
        ("get, put", "Fetch the value of a key; store a value at the k peers closest to its key."),
        (
            "provide, providers",
            "Tell the k closest that we have what the key names, without giving it away; ask who has it. What is \
             stored is the provider's address, not a value.",
        ),
        ("closest, bootstrap", "Find the peers closest to a key; look up ourselves, and refresh the buckets."),
        (
            "republish, replicate, reprovide",
            "Kademlia stores again what it holds, so that it outlives those who leave.",
        ),
        ("automatic", "Nobody typed it: Kademlia refreshes its table and stores records again by itself."),
        ("kind", "What was typed, or what Kademlia does by itself."),
        ("key", "What it looks for: a key, or a peer."),
        ("asked", "Requests of the lookup; answered and failed are what became of them."),
        (
            "answered, answ",
            "Who answered before the lookup ended. Fewer than were asked: a lookup waits only for the nearest.",
        ),
        ("failed, fail", "Who could not be reached, or broke off."),
        ("time", "From the command to the end, or till now; a pause counts."),
        ("outcome", "What came of it; while it runs, what it waits for."),
        ("acknowledged: N of M", "So many of the M peers that were asked to store it said that they did."),
        ("quorum", "How many equal answers, or acknowledgements, make a success. One, unless `quorum` sets more."),
        ("paused", "Our own queries stand still. Space lets them go one step on, `resume` lets them go."),
    ],
    lookup_title: "Words of a lookup",
    lookup: &[
        ("Keyspace", "All 2^256 positions in a row; ═ is the part around the key that the row below shows."),
        ("Closing in", "Each request a mark, at the time it ended and as high as the peer is close to the key."),
        ("Who told whom", "Below each peer those that it named first and that were asked."),
        ("next", "Whom the coming step asks: the nearest that were not asked yet, as many as may be open at once."),
        ("α", "How many requests may be open at once while the lookup makes progress."),
        ("k", "How many closest peers it is after; as many copies of a record there are to be."),
        ("stalled", "α answers in a row named nobody nearer: up to k may be open at once now, to end it."),
        (
            "round",
            "The highest hop that was asked, and one. A lookup has no rounds in truth: each answer frees a place.",
        ),
        ("heard of", "Somebody named it, or it stood in our table, and it was not asked."),
        ("dialing, asked", "A connection is being opened; the request is on its way."),
        ("answered, failed", "It named the closest that it knows; it could not be reached, or broke off."),
        ("silent, 10 s without an answer", "Asked ten seconds ago: the lookup goes on without it."),
        (
            "not needed",
            "It was asked, or dialled to be asked, and the lookup ended before it answered: nearer ones had.",
        ),
        ("not awaited", "The same, where the lookup ended otherwise."),
        ("late", "Its answer came after the end."),
        ("peer", "Whom it heard of: how it stands, its name, the end of its id; nearest to the key first."),
        ("nearness", "A bar: the longer, the closer to the key."),
        ("bits", "How many leading bits its position shares with the key's. More is nearer."),
        ("true", "Which of the truly closest it is, as only a practice network can know."),
        ("hop", "0 from our own table, 1 if one of those named it, and so on."),
        (
            "told by, told by ‹ from",
            "Who named it first. With disjoint paths also from which peer of our own table that came; inferred.",
        ),
        ("asked at, took", "When it was asked, and how long the answer took, with the dial if there was one."),
        ("new", "3 of 20: it named twenty, three of whom nobody had named before."),
        (
            "store",
            "What came of storing at it: next, asked, acknowledged (of a provider record: sent), failed, unsent (the connection had closed).",
        ),
        ("best, open", "In the chart: the closest that has answered so far; requests of which nothing has come yet."),
        ("copies alive", "How many nodes that run hold the value, as only a practice network can know."),
        ("we are nearer", "Our own place is nearer to the key than the last of the closest: kad leaves out who asks."),
        ("own table", "Nobody named it: it stood in our routing table."),
        ("Shared bits", "The positions of the key, of the best peer and of us, bit by bit."),
        ("log2", "What theory says of the rounds: at most the logarithm of how many nodes there are."),
    ],
    table_title: "Words of a peer's routing table",
    table: &[
        (
            "read",
            "When it was asked, and how many answers that took. Complete: each bucket was read to its end; else what is \
             missing was not read, and may be there.",
        ),
        ("this node", "Whether it has this node in its table, and in which bucket."),
        (
            "of its entries",
            "How many it told; how many of them this node knows, from whatever source; how many are gone, as far as is \
             known.",
        ),
        ("changed", "Who came in and who went since it was read before."),
        (
            "the true table",
            "What a practice network knows besides: whom it had just before it was read. Who differs came or went \
             meanwhile, or could not be told.",
        ),
        (
            "cpl, share",
            "How many leading bits its entries share with that peer, and which part of the keyspace that is.",
        ),
        ("k", "How many places the bucket has; a │ where one holds more: such a program splits its buckets later."),
        ("told", "How many it told, of those of the practice network that run there."),
        ("new", "It came in since the table was read before."),
    ],
    copies_title: "Words of the copies of a key",
    copies: &[
        ("rank", "Which of the peers closest to the key it is, this node left out: a record belongs at the k closest."),
        (
            "has it",
            "What it said when it was asked by itself: ■ it has the value, or knows a provider; ≠ it has another value than \
             most; · it has none; × it did not answer.",
        ),
        (
            "left",
            "How long the value lives yet there, as the peer says; not told: for ever, or the program does not say it.",
        ),
        ("knows one", "The same of providers: ■ it knows some, · it knows none."),
        ("rounds", "How it stood in each round that --every made, the last at the right; above, how many had it."),
        ("value", "The one that most of them have."),
        (
            "which, or why not",
            "Another value than most have; the providers that it knows; why it did not answer; in a practice network that it \
             began to run after the record was stored, else before when it was not seen, if this node met it late.",
        ),
        ("last round", "What came of the last time that all of them were asked; --every asks again and again."),
        (
            "Providers that were named",
            "How many of the closest name each, and whether it can be reached: a provider that cannot is of no use.",
        ),
    ],
    crawl_title: "Words of a crawl, and of the census",
    crawl: &[
        (
            "crawl",
            "A walk through the whole network: everybody who is named is asked in turn, by a small node of its own that \
             stands in nobody's routing table.",
        ),
        ("peer", "The end of its id, and its name in a practice network."),
        (
            "reached",
            "● answered; ◌ was reached, and did not answer to the end; × was not reached; … its turn has not come, or it is \
             being asked; @ this node, or the one that walked. \
             Those whose turn has not come are counted, and listed where --tables has named them.",
        ),
        ("nearness", "A bar, longer for what lies closer to the key that was looked for last, else to this node."),
        ("cpl", "How many leading bits it shares with that."),
        ("closest", "Its rank among the k closest that answered the crawl: by them lookups are scored."),
        ("table", "How many peers its routing table names; with --tables only."),
        ("known by", "In how many of the tables that were read it stands."),
        ("agent", "The program it says it is; or why it was not reached, or did not answer."),
        (
            "by the nearest",
            "How many peers there would be if all of the keyspace were as dense as around this node. Where it differs much \
             from the count, peers are missing, or crowd here.",
        ),
        ("tables", "An entry that leads to a peer which was not reached is dead: kad forgets nobody for that."),
        ("Programs, Versions, Protocols", "How many of those reached say so of themselves."),
        (
            "Density around this node",
            "How many share so many leading bits with it: a line, longer by the same for twice as many; dots are what is \
             missing to what chance would bring.",
        ),
        (
            "came, went",
            "Who was reached by this crawl and could not be by the one before, and the other way round. Who was not asked went \
             nowhere.",
        ),
    ],
    nodes_title: "Words of the practice network",
    nodes: &[
        ("node, peer", "Its name in the practice network, and the end of its id."),
        (
            "life, alive, silent, dead",
            "Whether it runs: it does; its connections are open, and nothing comes over them; it was killed.",
        ),
        ("waiting", "It is to be started."),
        ("you", "The node through whose eyes we look."),
        ("side", "Nodes reach those on the same side of a partition only."),
        (
            "nearness, cpl",
            "How near it is to the key of the last query (to us, where there was none): as a bar, and in shared \
             leading bits.",
        ),
        (
            "closest",
            "Which of those that run is the closest to it, the second, … without the one that asks: where a lookup \
             should end.",
        ),
        ("key, holds", "It holds the value of that key, or was told who provides it."),
        ("table", "Entries of its routing table."),
        ("conns", "Peers it is connected to."),
        ("keys", "Values and provider records in its store."),
        ("asked", "How often others asked it."),
        (
            "latency, loss, churn",
            "How long a byte travels one way; how many writes of a hundred are lost and sent again; how many nodes \
             leave and join a minute.",
        ),
    ],
    records_title: "Words of the records",
    records: &[
        ("key", "What the record is stored under: as text, as a multihash by its function, else in hex."),
        ("kind", "A value; or a provider record: that somebody has what the key names."),
        ("value or provider", "A look at the value; who provides the key."),
        ("size", "Bytes of the value."),
        (
            "came",
            "How it came last: typed here; sent by who publishes it (PUT_VALUE, ADD_PROVIDER); replicated: by another \
             than the publisher that it names.",
        ),
        ("publisher", "Who stored it first, as the record says. Our own are stored again by us."),
        (
            "rank",
            "#3 of 20: of the peers in our table and us we are the third closest to the key; who stores a record sends it \
             to the k closest. Beyond k: not among them.",
        ),
        ("life", "What is left of its life, of a whole one. It lights up when it is renewed."),
        ("left", "How long it lives by our clock: 1:25 is minutes and seconds, above a minute in steps of five."),
        (
            "expired, not yet dropped",
            "Its time is over. kad drops a value at its next round of storing again, or when somebody asks for it; \
             another's provider record only when somebody asks for the key.",
        ),
        (
            "again in",
            "When it will be stored again: reckoned, since kad's clock cannot be read. Provider records of others are not.",
        ),
        (
            "refused",
            "What others sent and the store did not take: it is full, or has as many providers of the key as it keeps.",
        ),
    ],
    requests_title: "Words of the requests",
    requests: &[
        ("kind", "The message, as the specification spells it."),
        ("in", "How many others sent us."),
        ("out", "How many we sent."),
        ("last 2 min", "How many in each five seconds of the last two minutes; the highest bar is the most."),
        (
            "half, 90 %, 99 %",
            "Of our last thousand of this kind that were answered: so many took no longer, from when they left.",
        ),
        (
            "where ours spend their time",
            "On average: until the connection stood (transport and handshake, where one had to be opened), and until the \
             answer came.",
        ),
        (
            "identify",
            "How long peers took to say what they are once we had connected to them: beside the request, which does not \
             wait for it.",
        ),
        ("when", "The time since the session's start."),
        ("who", "Who asked."),
        ("asks", "What it asked."),
        ("about", "About which key."),
        (
            "was answered",
            "The value; so many providers; so many peers that are closer; stored, or refused by the store; ignored: \
             acknowledged, but nothing was done, since it names us as the publisher or another as the provider.",
        ),
        ("who asks most, asked for most", "Counted among the requests that are listed: the last thousand."),
    ],
    everywhere_title: "Words of the first lines, and of commands",
    everywhere: &[
        ("KEY", "A word or a quoted text; 0x… is bytes, hash:TEXT the sha2-256 multihash of a text."),
        ("PEER", "A peer id, the end of one (four characters or more), or a practice node."),
        (
            "NODE",
            "n7, n3-n9, random:10 (ten at random), holders:10 (ten of those that hold the key of the last query).",
        ),
        ("server, client", "Our own mode: whether we answer others, or only ask."),
        ("k, α", "Places in a bucket and copies of a record; requests that a lookup has open at once."),
        ("listens at", "Where others can dial us."),
        ("asked by others", "Requests that came to us."),
        (
            "PAUSED, FROZEN, REC",
            "Our own queries stand still; the picture does while the node goes on; what happens is being recorded.",
        ),
        ("REPLAY", "A recording is played: nothing that is seen happens now."),
    ],
};

#[cfg(test)]
mod tests;
