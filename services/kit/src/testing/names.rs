//! A name server with records of a test's own, asked by UDP.
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    net::UdpSocket,
    task::{AbortHandle, JoinSet},
};

/// A record's contents.
#[derive(Clone, Debug)]
enum Record {
    Text(String),
    Address(IpAddr),
}

type Records = Arc<Mutex<HashMap<String, Vec<Record>>>>;

/// Runs until it is dropped. What it has no record of, there is not.
pub struct NameServer {
    records: Records,
    pub address: SocketAddr,
    answering: AbortHandle,
}

impl NameServer {
    /// On a free port of this machine.
    ///
    /// # Panics
    /// Where there is none.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("its address");
        let records = Records::default();
        let known = records.clone();
        let mut running = JoinSet::new();
        let answering = running.spawn(async move {
            let mut question = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut question).await {
                if let Some(answer) = answer(&known, &question[..length]) {
                    let _ = socket.send_to(&answer, from).await;
                }
            }
        });
        running.detach_all();
        Self { records, address, answering }
    }
    /// A TXT record.
    pub fn text(&self, name: &str, text: &str) {
        self.add(name, Record::Text(text.to_owned()));
    }
    /// An address record.
    pub fn host(&self, name: &str, address: IpAddr) {
        self.add(name, Record::Address(address));
    }
    fn add(&self, name: &str, record: Record) {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.entry(name.to_lowercase()).or_default().push(record);
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.answering.abort();
    }
}

/// The answer to a question (RFC 1035); nothing to what is none.
fn answer(records: &Records, question: &[u8]) -> Option<Vec<u8>> {
    let (mut name, mut at) = (Vec::new(), 12);
    loop {
        let length = usize::from(*question.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        name.push(String::from_utf8_lossy(question.get(at..at + length)?).to_lowercase());
        at += length;
    }
    let kind = u16::from_be_bytes([*question.get(at)?, *question.get(at + 1)?]);
    let records = records.lock().unwrap_or_else(PoisonError::into_inner);
    let known = records.get(&name.join("."));
    let found: Vec<Vec<u8>> = known.into_iter().flatten().filter_map(|record| data(record, kind)).collect();
    let code = if known.is_some() { 0 } else { 3 };
    let mut out = question[..2].to_vec();
    out.extend([0x85, 0x80 | code, 0, 1, 0, u8::try_from(found.len()).ok()?, 0, 0, 0, 0]);
    out.extend(&question[12..at + 4]);
    for data in found {
        out.extend([0xC0, 12]);
        out.extend(kind.to_be_bytes());
        out.extend([0, 1, 0, 0, 0, 60]);
        out.extend(u16::try_from(data.len()).ok()?.to_be_bytes());
        out.extend(data);
    }
    Some(out)
}

fn data(record: &Record, kind: u16) -> Option<Vec<u8>> {
    match (record, kind) {
        (Record::Text(text), 16) => {
            let pieces = text.as_bytes().chunks(255);
            Some(
                pieces
                    .flat_map(|piece| {
                        std::iter::once(u8::try_from(piece.len()).unwrap_or(0)).chain(piece.iter().copied())
                    })
                    .collect(),
            )
        }
        (Record::Address(IpAddr::V4(address)), 1) => Some(address.octets().to_vec()),
        (Record::Address(IpAddr::V6(address)), 28) => Some(address.octets().to_vec()),
        _ => None,
    }
}
