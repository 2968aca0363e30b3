//! A mail client that says what it was answered.
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

/// Sends one mail and answers with what the server said: to each recipient, and at last to the mail itself. Where the server
/// refuses earlier, that is the last.
pub async fn send(server: &str, from: &str, to: &[String], raw: &[u8]) -> Vec<String> {
    try_send(server, from, to, raw).await.unwrap_or_else(|error| vec![format!("connection lost: {error}")])
}

async fn try_send(server: &str, from: &str, to: &[String], raw: &[u8]) -> std::io::Result<Vec<String>> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    answer(&mut stream).await?;
    say(&mut stream, "EHLO client.test").await?;
    let sender = say(&mut stream, &format!("MAIL FROM:<{from}>")).await?;
    if !sender.starts_with("250") {
        return Ok(vec![sender]);
    }
    let mut answers = Vec::new();
    for recipient in to {
        answers.push(say(&mut stream, &format!("RCPT TO:<{recipient}>")).await?);
    }
    let data = say(&mut stream, "DATA").await?;
    if !data.starts_with("354") {
        answers.push(data);
        return Ok(answers);
    }
    stream.write_all(&dotted(raw)).await?;
    answers.push(answer(&mut stream).await?);
    let _ = say(&mut stream, "QUIT").await;
    Ok(answers)
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> std::io::Result<String> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    answer(stream).await
}

/// The last line of an answer.
async fn answer(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(line.trim_end().to_owned());
        }
    }
}

/// A line that begins with a dot gets another; at the end comes a dot alone.
fn dotted(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + 8);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}
