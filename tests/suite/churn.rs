//! A network in bad weather.

mod slow;
