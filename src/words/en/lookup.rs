//! The page of a query, the keyspace, the practice network.

use crate::{
    dht::{MAX_K, Oddity},
    words::lookup::Labels,
};

static LABELS: Labels = Labels {};

pub(in crate::words) fn lookup() -> &'static Labels {
    &LABELS
}

pub(in crate::words) fn oddities(all: &[Oddity]) -> String {
    let said = all.iter().map(|odd| match odd {
        Oddity::TooMany(named) => format!("named {named} peers, more than {MAX_K}"),
        Oddity::Itself => "named itself".to_owned(),
        Oddity::Us => "named us".to_owned(),
        Oddity::Unroutable(named) => format!("named {named} without an address that can be dialled"),
    });
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_odd_is_said() {
        let odd = [Oddity::TooMany(3_000), Oddity::Itself, Oddity::Us, Oddity::Unroutable(2)];
        let said =
            "named 3000 peers, more than 20, named itself, named us, named 2 without an address that can be dialled";
        assert_eq!(oddities(&odd), said);
    }
}
