//! The way to a client, with TLS or without.
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::mailbox::connect::Wire;

/// See the module.
pub trait Way: Wire {
    /// Acknowledges what came at once, though nothing is answered to it yet. Some clients send a mail and its end apart, and the end only
    /// once the mail was acknowledged (Nagle's algorithm); the system waits 40 ms with that for an answer to send along.
    fn acknowledge(&self);
}

impl Way for TcpStream {
    fn acknowledge(&self) {
        #[cfg(target_os = "linux")]
        let _ = self.set_quickack(true);
    }
}

impl Way for TlsStream<Box<dyn Way>> {
    fn acknowledge(&self) {
        self.get_ref().0.acknowledge();
    }
}
