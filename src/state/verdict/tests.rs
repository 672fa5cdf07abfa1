//! One cause after another, and what is said of it.
