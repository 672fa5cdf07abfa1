//! A scripted clock goes over what the store holds.

use libp2p::identity::Keypair;

use super::*;
use crate::dht::{Kind, SessionInfo};

fn peer(n: u8) -> PeerId {
    Keypair::ed25519_from_bytes([n; 32]).expect("32 bytes are a key").public().to_peer_id()
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from(Duration::from_secs(seconds))
}

const LIFE: Option<Duration> = Some(Duration::from_secs(20));

fn value(key: &str, from: Option<u8>, publisher: Option<u8>, expires_in: Option<Duration>) -> StoredRecord {
    let (from, publisher) = (from.map(peer), publisher.map(peer));
    let how = Some(How::of(from.as_ref(), publisher.as_ref()));
    let value = Some(b"hello".to_vec());
    StoredRecord { key: Key::new(key), size: 5, value, publisher, expires_in, how, from }
}

fn provider(key: &str, who: u8, how: How) -> StoredProvider {
    let peer = peer(who);
    StoredProvider { key: Key::new(key), peer, expires_in: LIFE, how: Some(how), from: Some(peer) }
}

fn keys(records: &Records) -> Vec<String> {
    records.iter().map(|(_, record)| record.item.key.to_string()).collect()
}

#[test]
fn a_record_is_counted_down_renewed_expired_and_dropped() {
    let mut records = Records::default();
    records.stored(&value("a", Some(1), Some(1), LIFE), at(10));
    let id = records.iter().next().expect("one").0;
    let record = records.get(id).expect("it is there");
    assert_eq!((record.how(), record.expires, record.times), (How::Put, Some(at(30)), 1));
    assert!(record.is_lit(at(11)) && !record.is_lit(at(12)) && !record.is_expired(at(29)));
    records.stored(&value("a", Some(2), Some(1), LIFE), at(18));
    let record = records.get(id).expect("the same row");
    assert_eq!(
        (record.how(), record.expires, record.times, record.since),
        (How::Replicated, Some(at(38)), 2, Some(at(10)))
    );
    assert!(record.is_lit(at(19)));
    let coming = |seconds, how, from| Coming { at: at(seconds), how, from: Some(peer(from)), was_seen: true };
    assert_eq!(record.comings, [coming(10, How::Put, 1), coming(18, How::Replicated, 2)]);
    assert!(record.is_expired(at(38)), "by our clock; kad drops it later");
    records.expired(&Key::new("a"), None, Some(Gone::Expired), at(45));
    assert!(records.is_empty() && records.past(id).is_some_and(|past| past.why == Some(Gone::Expired)));
    assert_eq!((records.just_gone(at(104)).count(), records.just_gone(at(105)).count()), (1, 0));
    records.expired(&Key::new("a"), None, None, at(50));
    assert_eq!(records.gone.len(), 1, "none twice");
}

#[test]
fn what_the_snapshot_tells_is_there_once_and_has_its_past() {
    let mut records = Records::default();
    records.stored(&value("a", None, Some(0), None), at(1));
    records.provider_added(&provider("b", 3, How::Put), at(2));
    records.provider_added(&provider("b", 4, How::Put), at(3));
    assert_eq!((keys(&records), records.counts()), (vec!["b".to_owned(), "b".to_owned(), "a".to_owned()], [1, 2]));
    records.left();
    records.looked_at(); // after an hour
    let held = StoredRecord { how: Some(How::Held), ..value("a", None, Some(0), None) };
    records.stored(&held, at(3_600));
    records.provider_added(&provider("b", 4, How::Held), at(3_600));
    records.provider_added(&provider("c", 4, How::Held), at(3_600));
    assert_eq!((keys(&records), records.counts()), (vec!["c".to_owned(), "b".to_owned(), "a".to_owned()], [1, 2]));
    records.snapshot_ends(at(3_600));
    let of = |key: &str| records.iter().find(|(_, record)| record.item.key == Key::new(key)).expect("it is there").1;
    assert_eq!((of("a").how(), of("a").times, of("a").since), (How::Typed, 1, Some(at(1))));
    assert_eq!(
        (of("c").how(), of("c").times, of("c").came()),
        (How::Put, 0, None),
        "that it is there lights nothing up"
    );
    assert!(records.gone.is_empty(), "what went unseen is not told");
}

#[test]
fn what_is_kept_of_the_past_is_bounded() {
    let mut records = Records::default();
    for n in 0..100 {
        records.stored(&value("a", Some(1), None, LIFE), at(n));
        records.refused(&Key::new("x"), n % 2 == 0, peer(2), &Failure::StoreFull, at(n));
        records.stored(&value(&n.to_string(), Some(1), None, LIFE), at(n));
        records.expired(&Key::new(n.to_string()), None, None, at(n));
    }
    let record = records.iter().next().expect("one").1;
    assert_eq!((record.times, record.comings.len(), records.gone.len(), records.refused.len()), (100, 8, 32, 32));
}

#[test]
fn when_it_is_stored_again_is_reckoned() {
    let (me, other) = (peer(0), peer(1));
    let session = SessionInfo { republish: Duration::from_secs(8), ..SessionInfo::of(me) };
    let mut stores = Stores::since(at(100));
    let mut records = Records::default();
    let mut kept = |record: StoredRecord, now| {
        records.stored(&record, now);
        records.iter().next().expect("one").1.clone()
    };
    let own = kept(value("a", None, Some(0), None), at(101));
    let replica = kept(value("b", Some(1), Some(1), LIFE), at(103));
    let again = |stores: &Stores, record: &KeptRecord, now| stores.again(record, &session, &me, at(now));
    assert_eq!(again(&stores, &own, 105), Again::At(at(108)));
    assert_eq!(again(&stores, &own, 118), Again::At(at(124)), "from the start on, every eight seconds");
    assert_eq!(again(&stores, &replica, 105), Again::At(at(116)), "who sent it last stores it in the next round");
    assert_eq!(
        again(&stores, &kept(value("c", Some(1), Some(1), Some(Duration::from_secs(5))), at(104)), 105),
        Again::Never
    );
    stores.began(Kind::Republish, at(109));
    assert_eq!(again(&stores, &own, 110), Again::At(at(117)), "from when it was last seen");
    assert_eq!(again(&stores, &replica, 110), Again::At(at(117)), "nobody has sent it since");
    let hours = SessionInfo { republish: Duration::from_secs(22 * 3_600), ..SessionInfo::of(me) };
    let fresh = Stores::since(at(100));
    assert_eq!(fresh.again(&own, &hours, &me, at(105)), Again::At(at(100 + 22 * 3_600)));
    let mut providers = Records::default();
    providers.provider_added(&provider("k", 1, How::Put), at(100));
    assert_eq!(fresh.again(providers.iter().next().expect("one").1, &hours, &me, at(105)), Again::Never);
    assert_ne!(me, other);
}

#[test]
fn what_differs_in_the_snapshots_of_a_node_that_is_looked_into_has_happened_meanwhile() {
    let mut records = Records::default();
    let held = |left| StoredRecord {
        expires_in: Some(Duration::from_secs(left)),
        how: Some(How::Held),
        ..value("a", Some(1), Some(1), None)
    };
    let mut told = |all: &[StoredRecord], now| {
        records.looked_at();
        for record in all {
            records.stored(record, now);
        }
        records.snapshot_ends(now);
        (records.iter().filter(|(_, record)| record.is_lit(now)).count(), records.just_gone(now).count())
    };
    assert_eq!(told(&[held(20)], at(10)), (0, 0), "at first it is only there");
    assert_eq!(told(&[held(19)], at(11)), (0, 0));
    assert_eq!(told(&[held(20)], at(12)), (1, 0), "it lives longer than was known: it was renewed");
    assert_eq!(told(&[held(18)], at(14)), (0, 0));
    assert_eq!(told(&[], at(15)), (0, 1), "it is not there any more");
}
