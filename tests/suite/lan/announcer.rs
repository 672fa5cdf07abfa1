//! A program that answers by mDNS as js-libp2p does: TXT records among the answers, and none among the additional ones.
//! Nobody listens where it says.

use std::{
    io::Write as _,
    net::{Ipv4Addr, UdpSocket},
    thread::sleep,
    time::Duration,
};

use hickory_proto::{
    op::{Message, MessageType, OpCode},
    rr::{
        Name, RData, Record,
        rdata::{PTR, TXT},
    },
};
use libp2p::PeerId;

/// Announces two peers again and again: one at this host, one that it can reach itself only.
pub(super) fn run() {
    let socket = UdpSocket::bind((Ipv4Addr::new(10, 99, 0, 2), 0)).expect("a port");
    let answers = ["/ip4/10.99.0.2/tcp/4001", "/ip4/127.0.0.1/tcp/4001"].map(answer);
    let _ = writeln!(std::io::stdout(), "announces");
    loop {
        for answer in &answers {
            socket.send_to(answer, (Ipv4Addr::new(224, 0, 0, 251), 5353)).expect("it is sent");
        }
        sleep(Duration::from_millis(200));
    }
}

fn answer(address: &str) -> Vec<u8> {
    let name = |name: &str| Name::from_ascii(name).expect("a name");
    let text = format!("dnsaddr={address}/p2p/{}", PeerId::random());
    let (service, own) = (name("_p2p._udp.local."), name("js._p2p._udp.local."));
    let mut message = Message::new(0, MessageType::Response, OpCode::Query);
    message.answers = vec![
        Record::from_rdata(service, 120, RData::PTR(PTR(own.clone()))),
        Record::from_rdata(own, 120, RData::TXT(TXT::new(vec![text]))),
    ];
    message.to_vec().expect("a message")
}
