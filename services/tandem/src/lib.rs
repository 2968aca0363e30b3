//! The list of services.
use tandem_kit::Service;

/// Every service there is, in the order in which they start.
pub static SERVICES: &[Service] = &[tandem_directory::SERVICE];
