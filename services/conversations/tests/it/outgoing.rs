//! Mail that is to leave is written down at once, and waits where it cannot be sent.
use tandem_kit::{Role, id::UserId};
use tandem_proto::conversations::{
    self as pb, delivery::State, messages_service_client::MessagesServiceClient,
};
use tonic::Code;

use super::{bench, by, code};

fn letter(address: &str, request_id: &str) -> pb::SendMailRequest {
    pb::SendMailRequest {
        to: Some(pb::Address { name: "Ann".into(), address: address.into() }),
        subject: "Hello".into(),
        html: "<p>Hello <script>1</script></p>".into(),
        request_id: request_id.into(),
        ..pb::SendMailRequest::default()
    }
}

#[tokio::test]
async fn the_same_mail_asked_for_twice_is_one_and_waits_for_its_peers() {
    let (bench, _) = bench().await;
    let mut client = MessagesServiceClient::new(bench.channel("conversations"));
    let system = bench.as_system();
    let one = client.send_mail(by(&system, letter("ann@b.test", "1"))).await.unwrap().into_inner().id;
    let two = client.send_mail(by(&system, letter("ann@b.test", "1"))).await.unwrap().into_inner().id;
    client.send_mail(by(&system, letter("ben@b.test", "2"))).await.unwrap();
    assert_eq!(one, two);

    bench.settle().await;
    let admin = bench.as_user(UserId::new(), Role::Admin);
    let list = |address: &str| pb::ListOutgoingMailsRequest { address: address.into(), ..Default::default() };
    let all = client.list_outgoing_mails(by(&admin, list(""))).await.unwrap().into_inner().outgoing_mails;
    assert_eq!(all.len(), 2);
    let ann =
        client.list_outgoing_mails(by(&admin, list("ann@b.test"))).await.unwrap().into_inner().outgoing_mails;
    assert_eq!((ann.len(), ann[0].id.as_str(), ann[0].state()), (1, one.as_str(), State::Queued));
    assert!(!ann[0].html.contains("script"));
    assert_eq!(
        code(client.list_outgoing_mails(by(&bench.as_agent(), list(""))).await),
        Code::PermissionDenied
    );
    bench.end().await;
}

#[tokio::test]
async fn a_rule_sends_no_more_than_thirty_mails_an_hour_to_one_address() {
    let (bench, _) = bench().await;
    let mut client = MessagesServiceClient::new(bench.channel("conversations"));
    let rule = bench.as_system().acting_as_rule("rule_00000000000000000000000000000001");
    for n in 0..31 {
        client.send_mail(by(&rule, letter("ann@b.test", &n.to_string()))).await.unwrap();
    }
    client.send_mail(by(&rule, letter("ben@b.test", "other"))).await.unwrap();
    client.send_mail(by(&bench.as_system(), letter("ann@b.test", "link"))).await.unwrap();
    let admin = bench.as_user(UserId::new(), Role::Admin);
    let list = pb::ListOutgoingMailsRequest { page_size: 100, ..Default::default() };
    let all = client.list_outgoing_mails(by(&admin, list)).await.unwrap().into_inner().outgoing_mails;
    let refused: Vec<_> = all.iter().filter(|mail| mail.state() == State::Failed).collect();
    assert_eq!((all.len(), refused.len()), (33, 1), "the system's own mails are not counted");
    bench.end().await;
}

#[tokio::test]
async fn what_cannot_be_a_mail_is_refused_by_name() {
    let (bench, _) = bench().await;
    let mut client = MessagesServiceClient::new(bench.channel("conversations"));
    let system = bench.as_system();
    for address in ["", "ann", "a b@c.test", "ann@b.test\r\nBcc: x@y.test"] {
        assert_eq!(
            code(client.send_mail(by(&system, letter(address, ""))).await),
            Code::InvalidArgument,
            "{address:?}"
        );
    }
    let empty = pb::SendMailRequest { html: " ".into(), ..letter("ann@b.test", "") };
    assert_eq!(code(client.send_mail(by(&system, empty)).await), Code::InvalidArgument);
    let nowhere = pb::SendMailRequest {
        conversation_id: "conv_00000000000000000000000000000001".into(),
        ..letter("ann@b.test", "")
    };
    assert_eq!(code(client.send_mail(by(&system, nowhere)).await), Code::NotFound);
    bench.end().await;
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (bench, _) = bench().await;
    let mut client = MessagesServiceClient::new(bench.channel("conversations"));
    let agent = bench.as_agent();
    let id = "msg_00000000000000000000000000000001".to_owned();
    assert_eq!(
        code(client.get_message(by(&agent, pb::GetMessageRequest { id: id.clone() })).await),
        Code::NotFound
    );
    assert_eq!(
        code(client.get_message_source(by(&agent, pb::GetMessageSourceRequest { id: id.clone() })).await),
        Code::NotFound
    );
    assert_eq!(
        code(client.retry_message(by(&agent, pb::RetryMessageRequest { id, addresses: Vec::new() })).await),
        Code::NotFound
    );
    let conversation_id = "conv_00000000000000000000000000000001".to_owned();
    let post = pb::PostMessageRequest {
        conversation_id: conversation_id.clone(),
        body_text: "x".into(),
        ..Default::default()
    };
    assert_eq!(code(client.post_message(by(&agent, post)).await), Code::NotFound);
    let list = pb::ListMessagesRequest { conversation_id, ..Default::default() };
    assert_eq!(code(client.list_messages(by(&agent, list)).await), Code::NotFound);
    bench.end().await;
}
