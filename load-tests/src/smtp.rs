//! A server that hands mail over: one connection, and again from the start where it breaks, as real ones do.
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, address::Envelope,
    transport::smtp::PoolConfig,
};

use crate::{mail::Letter, system::MAILBOX};

const PATIENCE: Duration = Duration::from_secs(120);

/// See the module.
pub struct Sender {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    to: Address,
}

impl Sender {
    pub fn new(port: u16) -> anyhow::Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
            .port(port)
            .timeout(Some(Duration::from_secs(30)))
            .pool_config(PoolConfig::new().max_size(1))
            .build();
        Ok(Self { transport, to: MAILBOX.parse()? })
    }
    /// Hands a mail over; answers how long the try took that was taken.
    pub async fn send(&self, letter: &Letter) -> anyhow::Result<Duration> {
        let envelope = Envelope::new(Some(letter.from.parse()?), vec![self.to.clone()])?;
        let start = Instant::now();
        loop {
            let asked = Instant::now();
            match self.transport.send_raw(&envelope, &letter.raw).await {
                Ok(answer) => {
                    ensure!(answer.is_positive(), "a mail was refused: {answer:?}");
                    return Ok(asked.elapsed());
                }
                Err(error) if error.is_permanent() => return Err(error).context("a mail was refused"),
                Err(error) => {
                    ensure!(start.elapsed() < PATIENCE, "a mail was not taken for two minutes: {error}");
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
