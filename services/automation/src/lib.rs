//! automation.
