//! Files: what was uploaded comes back, to those who may have it, and harmlessly.
use tandem_kit::id::{AttachmentId, CustomerId, UserId};
use tandem_kit::{Caller, Cause, Role, Who};
use tandem_proto::{
    conversations::{self as pb, attachments_service_client::AttachmentsServiceClient},
    google::api::HttpBody,
};
use tonic::Code;
use uuid::Uuid;

use super::{bench, by, code};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

fn upload(name: &str, content_type: &str, bytes: &[u8], request_id: &str) -> pb::CreateAttachmentRequest {
    let content =
        HttpBody { content_type: content_type.into(), data: bytes.to_vec().into(), extensions: Vec::new() };
    pb::CreateAttachmentRequest { content: Some(content), name: name.into(), request_id: request_id.into() }
}

fn download(id: &str, inline: bool) -> pb::GetAttachmentRequest {
    pb::GetAttachmentRequest { id: id.into(), inline }
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_under_a_safe_name() {
    let (bench, _) = bench().await;
    let agent = bench.as_agent();
    let mut files = AttachmentsServiceClient::new(bench.channel("conversations"));
    let made = files
        .create_attachment(by(&agent, upload("../Grüße.png", "text/html", PNG, "")))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((made.name.as_str(), made.size, made.content_type.as_str()), ("Grüße.png", 16, "image/png"));

    let got = files.get_attachment(by(&agent, download(&made.id, false))).await.unwrap();
    let header = |name: &str| {
        got.metadata().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    assert!(header("content-disposition").starts_with("attachment; filename=\"Gr__e.png\""));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(got.into_inner().data, PNG);
    let inline = files.get_attachment(by(&agent, download(&made.id, true))).await.unwrap();
    assert!(inline.metadata().get("content-disposition").unwrap().to_str().unwrap().starts_with("inline"));
    bench.end().await;
}

#[tokio::test]
async fn a_page_is_never_shown_as_one() {
    let (bench, _) = bench().await;
    let agent = bench.as_agent();
    let mut files = AttachmentsServiceClient::new(bench.channel("conversations"));
    for (name, bytes) in [
        ("a.html", b"<script>1</script>".as_slice()),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ] {
        let made =
            files.create_attachment(by(&agent, upload(name, "", bytes, ""))).await.unwrap().into_inner();
        let got = files.get_attachment(by(&agent, download(&made.id, true))).await.unwrap();
        assert!(
            got.metadata().get("content-disposition").unwrap().to_str().unwrap().starts_with("attachment"),
            "{name}"
        );
        assert_eq!(got.into_inner().content_type, "application/octet-stream", "{name}");
    }
    bench.end().await;
}

#[tokio::test]
async fn the_same_upload_twice_is_one_file_and_a_form_is_read() {
    let (bench, _) = bench().await;
    let agent = bench.as_agent();
    let mut files = AttachmentsServiceClient::new(bench.channel("conversations"));
    let one = files
        .create_attachment(by(&agent, upload("b.txt", "text/plain", b"hello", "1")))
        .await
        .unwrap()
        .into_inner();
    let two = files
        .create_attachment(by(&agent, upload("b.txt", "text/plain", b"hello", "1")))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(one, two);
    assert_eq!((one.name.as_str(), one.size), ("b.txt", 5));
    let other = bench.as_user(UserId::new(), Role::Agent);
    let three =
        files.create_attachment(by(&other, upload("b.txt", "", b"hello", "1"))).await.unwrap().into_inner();
    assert_ne!(one.id, three.id, "a request id is its caller's own");
    assert_eq!(one.sha256, three.sha256);

    let ids = vec![three.id.clone(), AttachmentId::new().to_string(), one.id.clone()];
    let batch = files
        .batch_get_attachments(by(&agent, pb::BatchGetAttachmentsRequest { ids }))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(batch.attachments, [three, one]);
    bench.end().await;
}

#[tokio::test]
async fn nobody_gets_a_file_that_is_not_for_them() {
    let (bench, _) = bench().await;
    let agent = bench.as_agent();
    let mut files = AttachmentsServiceClient::new(bench.channel("conversations"));
    let made =
        files.create_attachment(by(&agent, upload("a.txt", "", b"secret", ""))).await.unwrap().into_inner();

    let customer = bench.as_customer(CustomerId::new());
    assert_eq!(code(files.get_attachment(by(&customer, download(&made.id, false))).await), Code::NotFound);
    let caller = Caller {
        account: Uuid::from_u128(7),
        who: Who::User(Uuid::from_u128(8)),
        role: Role::Owner,
        ..Caller::anonymous()
    };
    assert_eq!(
        code(files.get_attachment(by(&Cause::by(caller), download(&made.id, false))).await),
        Code::NotFound
    );
    assert_eq!(code(files.get_attachment(by(&agent, download("item_1", false))).await), Code::NotFound);

    let own =
        files.create_attachment(by(&customer, upload("b.txt", "", b"mine", ""))).await.unwrap().into_inner();
    assert!(files.get_attachment(by(&customer, download(&own.id, false))).await.is_ok());
    let another = bench.as_customer(CustomerId::new());
    assert_eq!(code(files.get_attachment(by(&another, download(&own.id, false))).await), Code::NotFound);
    bench.end().await;
}

#[tokio::test]
async fn a_file_may_be_so_large_and_no_larger() {
    let (bench, _) = bench().await;
    let mut files =
        AttachmentsServiceClient::new(bench.channel("conversations")).max_encoding_message_size(64 << 20);
    let large = vec![0; 25 * 1024 * 1024 + 1];
    let agent = bench.as_agent();
    assert!(files.create_attachment(by(&agent, upload("a.bin", "", &large[1..], ""))).await.is_ok());
    assert_eq!(
        code(files.create_attachment(by(&agent, upload("a.bin", "", &large, ""))).await),
        Code::InvalidArgument
    );
    bench.end().await;
}

#[tokio::test]
async fn a_hostile_name_or_type_harms_nobody() {
    let (bench, _) = bench().await;
    let agent = bench.as_agent();
    let mut files = AttachmentsServiceClient::new(bench.channel("conversations"));
    let long = format!("{}.pdf", "ü".repeat(5_000));
    let names = [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
        ("re\u{200B}port\u{2066}.txt", "report.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie: x=1.txt"),
        ("\u{FEFF}\u{200F}", "file"),
        ("con\0.txt", "con.txt"),
        ("....", "file"),
        (long.as_str(), ""),
    ];
    for (name, want) in names {
        let made =
            files.create_attachment(by(&agent, upload(name, "", b"x", ""))).await.unwrap().into_inner();
        assert!(want.is_empty() || made.name == want, "{name:?} → {:?}", made.name);
        assert!(made.name.len() <= 200, "{} bytes", made.name.len());
        let got = files.get_attachment(by(&agent, download(&made.id, false))).await.unwrap();
        let header = got.metadata().get("content-disposition").unwrap().to_str().unwrap();
        assert!(
            header.starts_with("attachment; ") && header.bytes().all(|b| (32..127).contains(&b)),
            "{header}"
        );
    }
    let types = [
        ("a.png", "image/png", b"<svg onload=alert(1)>".as_slice()),
        ("a.html", "text/plain", b"<!doctype html><script>1</script>"),
        ("a.xhtml", "application/xhtml+xml", b"<html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("a.svgz", "image/svg+xml", b"\x1f\x8b\x08\0"),
        ("a.js", "image/gif", b"GIF=1;alert(1)"),
        ("a.xml", "text/xml; charset=x\r\nX: y", b"<?xml version='1.0'?><x/>"),
        ("a.gif", "image/gif", b"<script>1</script>"),
        ("a.pdf", "application/pdf", b"%PDF-1.4 <script>"),
    ];
    for (name, claimed, bytes) in types {
        let made =
            files.create_attachment(by(&agent, upload(name, claimed, bytes, ""))).await.unwrap().into_inner();
        let got = files.get_attachment(by(&agent, download(&made.id, true))).await.unwrap();
        let header = |name: &str| got.metadata().get(name).unwrap().to_str().unwrap().to_owned();
        assert!(header("content-disposition").starts_with("attachment"), "{name} is never shown");
        assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
        let served = got.into_inner().content_type;
        let active = ["html", "svg", "xml", "script", "image/"].iter().any(|word| served.contains(word));
        assert!(!active, "{name} is served as {served}");
    }
    bench.end().await;
}

/// Pieces of a file, as a caller sends them.
fn sent(name: &str, bytes: &[u8], piece: usize) -> Vec<pb::UploadAttachmentRequest> {
    let mut pieces: Vec<pb::UploadAttachmentRequest> = bytes
        .chunks(piece)
        .map(|data| pb::UploadAttachmentRequest {
            content: Some(HttpBody { data: data.to_vec().into(), ..HttpBody::default() }),
            ..Default::default()
        })
        .collect();
    pieces[0].name = name.into();
    pieces
}

#[tokio::test]
async fn a_file_comes_and_goes_in_pieces_and_is_refused_before_all_of_it_has_come() {
    let (bench, _) = bench().await;
    let agent = bench.as_agent();
    let mut files = AttachmentsServiceClient::new(bench.channel("conversations"));
    let large: Vec<u8> = PNG.iter().copied().chain((0..3_500_000_u32).map(|n| n.to_le_bytes()[0])).collect();
    for (bytes, piece) in [(&large[..], 300_000), (PNG, 7)] {
        let pieces = futures::stream::iter(sent("a/b.bin", bytes, piece));
        let made = files.upload_attachment(by(&agent, pieces)).await.unwrap().into_inner();
        let size = i64::try_from(bytes.len()).unwrap();
        assert_eq!((made.name.as_str(), made.size, made.content_type.as_str()), ("b.bin", size, "image/png"));
        let asked = pb::DownloadAttachmentRequest { id: made.id.clone(), inline: true };
        let got = files.download_attachment(by(&agent, asked)).await.unwrap();
        assert_eq!(got.metadata().get("x-file-length").unwrap(), size.to_string().as_str());
        assert!(got.metadata().get("content-disposition").unwrap().to_str().unwrap().starts_with("inline"));
        let (mut stream, mut back) = (got.into_inner(), Vec::new());
        while let Some(piece) = stream.message().await.unwrap() {
            assert!(piece.data.len() <= 1 << 20);
            back.extend_from_slice(&piece.data);
        }
        assert_eq!(back, bytes);
        let whole = files.get_attachment(by(&agent, download(&made.id, false))).await.unwrap();
        assert_eq!(whole.into_inner().data, bytes);
        let stranger = Cause::by(Caller {
            account: agent.account().uuid(),
            who: Who::Customer(CustomerId::new().uuid()),
            ..Caller::anonymous()
        });
        let asked = pb::DownloadAttachmentRequest { id: made.id, inline: true };
        assert_eq!(code(files.download_attachment(by(&stranger, asked)).await.map(|_| ())), Code::NotFound);
    }
    let endless = std::iter::repeat_with(|| sent("c", &vec![7; 1 << 20], 1 << 20).remove(0));
    let refused = files.upload_attachment(by(&agent, futures::stream::iter(endless))).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused}");
    let empty =
        futures::stream::iter([pb::UploadAttachmentRequest { name: "e".into(), ..Default::default() }]);
    let empty = files.upload_attachment(by(&agent, empty)).await.unwrap().into_inner();
    let asked = pb::DownloadAttachmentRequest { id: empty.id, inline: false };
    let mut none = files.download_attachment(by(&agent, asked)).await.unwrap().into_inner();
    assert!(none.message().await.unwrap().is_some_and(|piece| piece.data.is_empty()));
    bench.end().await;
}
