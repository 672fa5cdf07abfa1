//! A name server that knows what it is told: `NAME TEXT` is a TXT record of that name, one a line. All other names have no
//! records.

use std::{
    collections::HashMap,
    io::{BufRead as _, Write as _},
    net::UdpSocket,
};

use hickory_proto::{
    op::{Message, MessageType, OpCode, ResponseCode},
    rr::{Name, RData, Record, RecordType, rdata::TXT},
};

pub(super) fn run() {
    let mut texts: HashMap<Name, Vec<String>> = HashMap::new();
    for line in std::io::stdin().lock().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        let (name, text) = line.split_once(' ').expect("a name and a text");
        texts.entry(Name::from_ascii(format!("{name}.")).expect("a name")).or_default().push(text.to_owned());
    }
    let socket = UdpSocket::bind("0.0.0.0:53").expect("it is root, and alone there");
    let _ = writeln!(std::io::stdout(), "serves");
    let mut bytes = [0; 4096];
    loop {
        let (size, from) = socket.recv_from(&mut bytes).expect("it hears");
        if let Ok(asked) = Message::from_vec(&bytes[..size]) {
            socket.send_to(&answer(&asked, &texts).to_vec().expect("a message"), from).expect("it is sent");
        }
    }
}

fn answer(asked: &Message, texts: &HashMap<Name, Vec<String>>) -> Message {
    let mut answer = Message::new(asked.metadata.id, MessageType::Response, OpCode::Query);
    answer.queries.clone_from(&asked.queries);
    for query in asked.queries.iter().filter(|query| query.query_type() == RecordType::TXT) {
        let known = texts.get(query.name()).into_iter().flatten();
        let record =
            |text: &String| Record::from_rdata(query.name().clone(), 60, RData::TXT(TXT::new(vec![text.clone()])));
        answer.answers.extend(known.map(record));
    }
    if answer.answers.is_empty() {
        answer.metadata.response_code = ResponseCode::NXDomain;
    }
    answer
}
