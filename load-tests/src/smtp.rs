//! A server that hands mail over, as the common ones do: one connection, the commands before a mail in one packet, the mail with its end
//! in the next; and again from the start where it breaks.
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::timeout,
};

use crate::{mail::Letter, system::MAILBOX};

/// How long a mail is tried, and how long the server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(120);
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// See the module.
pub struct Sender {
    port: u16,
    connection: Option<BufReader<TcpStream>>,
}

/// What the server says that refuses a mail for good.
#[derive(Debug)]
struct Refused(String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a mail was refused: {}", self.0)
    }
}
impl std::error::Error for Refused {}

impl Sender {
    pub fn new(port: u16) -> Self {
        Self { port, connection: None }
    }
    /// Hands a mail over; answers how long the try took that was taken.
    pub async fn send(&mut self, letter: &Letter) -> anyhow::Result<Duration> {
        let start = Instant::now();
        loop {
            let asked = Instant::now();
            match timeout(ANSWERED_WITHIN, self.hand_over(letter)).await {
                Ok(Ok(())) => return Ok(asked.elapsed()),
                Ok(Err(error)) if error.is::<Refused>() => return Err(error),
                broken => {
                    ensure!(start.elapsed() < PATIENCE, "a mail was not taken for two minutes: {broken:?}");
                }
            }
            self.connection = None;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn hand_over(&mut self, letter: &Letter) -> anyhow::Result<()> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(connect(self.port).await?),
        };
        let commands = format!("MAIL FROM:<{}>\r\nRCPT TO:<{MAILBOX}>\r\nDATA\r\n", letter.from);
        connection.get_mut().write_all(commands.as_bytes()).await?;
        for expected in ["250", "250", "354"] {
            answer(connection, expected).await?;
        }
        connection.get_mut().write_all(&on_the_wire(&letter.raw)).await?;
        answer(connection, "250").await
    }
}

async fn connect(port: u16) -> anyhow::Result<BufReader<TcpStream>> {
    let socket = TcpStream::connect(("127.0.0.1", port)).await?;
    socket.set_nodelay(true)?;
    let mut connection = BufReader::new(socket);
    answer(&mut connection, "220").await?;
    connection.get_mut().write_all(b"EHLO load.test\r\n").await?;
    answer(&mut connection, "250").await?;
    Ok(connection)
}

/// One reply of one or more lines.
async fn answer(connection: &mut BufReader<TcpStream>, expected: &str) -> anyhow::Result<()> {
    let mut line = String::new();
    loop {
        line.clear();
        ensure!(connection.read_line(&mut line).await? > 0, "the server closed the connection");
        if line.starts_with('5') {
            return Err(Refused(line).into());
        }
        let code = line.get(..3).context("a reply without a code")?;
        if code != expected {
            bail!("the server said {line:?}");
        }
        if line.get(3..4) != Some("-") {
            return Ok(());
        }
    }
}

/// A mail after DATA: dots at the start of lines doubled, and its end.
fn on_the_wire(raw: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(raw.len() + 16);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
    }
    if !wire.ends_with(b"\r\n") {
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_ends_with_a_dot_and_holds_no_such_end() {
        assert_eq!(on_the_wire(b"a\r\n.\r\n.b"), b"a\r\n..\r\n..b\r\n.\r\n");
        assert_eq!(on_the_wire(b"a\r\n"), b"a\r\n.\r\n");
    }
}
