//! What users can rely on, in one binary: libp2p is linked once.

mod asking;
mod churn;
mod common;
mod copies;
mod crawling;
mod headless;
mod hostile;
mod lab;
mod lan;
mod language;
mod links;
mod names;
mod node;
mod pty;
mod reasons;
mod recording;
mod screens;
mod sequences;
mod session;
mod stepping;
mod stored;
mod tidy;
