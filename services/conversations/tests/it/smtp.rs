//! The listener, over a real socket, while those who know the recipients are away.
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

use super::bench;

struct Client(BufReader<TcpStream>);

impl Client {
    async fn connect(port: u16) -> Self {
        loop {
            if let Ok(socket) = TcpStream::connect(("127.0.0.1", port)).await {
                return Self(BufReader::new(socket));
            }
            tokio::task::yield_now().await;
        }
    }
    async fn send(&mut self, text: &[u8]) {
        self.0.get_mut().write_all(text).await.unwrap();
    }
    /// One reply, the last of its lines.
    async fn reply(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    }
}

#[tokio::test]
async fn a_recipient_nobody_can_look_up_is_asked_to_come_again() {
    let (bench, port) = bench().await;
    let mut client = Client::connect(port).await;
    assert!(client.reply().await.starts_with("220 localhost ESMTP"));
    client
        .send(b"EHLO me.test\r\nMAIL FROM:<ann@b.test>\r\nRCPT TO:<ticket@desk.test>\r\nDATA\r\nQUIT\r\n")
        .await;
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(client.reply().await[..3].to_owned());
    }
    assert_eq!(codes, ["250", "250", "451", "554", "221"], "pipelined, each has its answer in its order");
    assert_eq!(client.reply().await, "", "and the connection is closed");
    bench.end().await;
}

#[tokio::test]
async fn a_line_without_end_ends_nothing() {
    let (bench, port) = bench().await;
    let mut client = Client::connect(port).await;
    client.reply().await;
    client.send(&vec![b'x'; 100_000]).await;
    client.send(b"\r\nNOOP\r\n").await;
    assert!(client.reply().await.starts_with("500 5.5.6"));
    assert!(client.reply().await.starts_with("250"));
    bench.end().await;
}

#[tokio::test]
async fn a_client_that_waits_is_told_when_the_server_stops() {
    let (bench, port) = bench().await;
    let mut client = Client::connect(port).await;
    client.reply().await;
    bench.end().await;
    assert!(client.reply().await.starts_with("421 4.3.2"));
}
