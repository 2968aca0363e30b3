//! Making, changing and listing rules.
use tandem_automation::SERVICE;
use tandem_kit::{Cause, Role, auth::acting, id::UserId, testing::Bench};
use tandem_proto::{
    automation::{
        self as pb,
        action::{Action, AddTags},
        rules_service_client::RulesServiceClient,
        trigger::On,
    },
    items::Kind,
};
use tonic::{Code, Status};

static ONLY: [tandem_kit::Service; 1] = [SERVICE];

type Client = RulesServiceClient<tandem_kit::rpc::Channel>;

async fn start() -> (Bench, Cause, Client) {
    let bench = Bench::start(&ONLY).await;
    let admin = bench.as_user(UserId::new(), Role::Admin);
    let client = RulesServiceClient::new(bench.channel("automation"));
    (bench, admin, client)
}

fn tagging(filter: &str) -> pb::Rule {
    pb::Rule {
        name: "Mark what is urgent".into(),
        enabled: true,
        kinds: vec![Kind::Ticket.into()],
        triggers: vec![pb::Trigger { on: On::ItemCreated.into(), ..pb::Trigger::default() }],
        filter: filter.into(),
        actions: vec![pb::Action { action: Some(Action::AddTags(AddTags { tags: vec!["urgent".into()] })) }],
        ..pb::Rule::default()
    }
}

async fn create(
    client: &Client,
    cause: &Cause,
    rule: pb::Rule,
    request_id: &str,
) -> Result<pb::Rule, Status> {
    let request = pb::CreateRuleRequest { rule: Some(rule), request_id: request_id.into() };
    acting(cause, client.clone().create_rule(request)).await.map(tonic::Response::into_inner)
}

async fn update(client: &Client, cause: &Cause, rule: pb::Rule, path: &str) -> Result<pb::Rule, Status> {
    let update_mask = Some(prost_types::FieldMask { paths: path.split(',').map(Into::into).collect() });
    let request = pb::UpdateRuleRequest { rule: Some(rule), update_mask };
    acting(cause, client.clone().update_rule(request)).await.map(tonic::Response::into_inner)
}

/// The rules that did not ship with the account.
async fn list(client: &Client, cause: &Cause) -> Vec<pb::Rule> {
    let request = pb::ListRulesRequest { page_size: 100, ..pb::ListRulesRequest::default() };
    let listed = acting(cause, client.clone().list_rules(request)).await.expect("the rules are listed");
    listed.into_inner().rules.into_iter().filter(|rule| !rule.shipped).collect()
}

#[tokio::test]
async fn a_rule_keeps_its_condition_as_text_and_as_a_tree() {
    let (bench, admin, client) = start().await;
    let made = create(&client, &admin, tagging("priority>=4 AND NOT tag:urgent"), "").await.unwrap();
    assert_eq!((made.code.as_str(), made.revision, made.shipped), ("A13", 1, false));
    assert_eq!(made.filter, "priority >= 4 AND NOT tag:urgent");
    let by_tree = pb::Rule { filter: String::new(), condition: made.condition.clone(), ..tagging("") };
    let second = create(&client, &admin, by_tree, "").await.unwrap();
    assert_eq!((second.code.as_str(), second.filter), ("A14", made.filter));
    assert!(second.position > made.position);
    bench.settle().await;
    bench.end().await;
}

#[tokio::test]
async fn a_wrong_filter_is_refused_with_its_place() {
    let (bench, admin, client) = start().await;
    let refused = create(&client, &admin, tagging("priority >= high"), "").await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().starts_with("rule.filter: at character 13: "), "{}", refused.message());
    bench.end().await;
}

#[tokio::test]
async fn the_same_request_makes_one_rule() {
    let (bench, admin, client) = start().await;
    let request = "0191d3c5-8f4e-7a6b-9c2d-1e3f5a7b9c0d";
    let first = create(&client, &admin, tagging(""), request).await.unwrap();
    assert_eq!(create(&client, &admin, tagging("number = 1"), request).await.unwrap(), first);
    assert_eq!(list(&client, &admin).await, [first]);
    bench.end().await;
}

#[tokio::test]
async fn a_rule_is_changed_as_its_mask_says_and_only_by_who_saw_it_last() {
    let (bench, admin, client) = start().await;
    let made = create(&client, &admin, tagging("kind = TICKET"), "").await.unwrap();
    let off =
        update(&client, &admin, pb::Rule { enabled: false, name: "Other".into(), ..made.clone() }, "enabled")
            .await
            .unwrap();
    assert_eq!(
        (off.enabled, off.name.as_str(), off.filter.as_str(), off.revision),
        (false, "Mark what is urgent", "kind = TICKET", 2)
    );
    let stale = update(&client, &admin, made.clone(), "name").await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    let always =
        update(&client, &admin, pb::Rule { filter: String::new(), ..off.clone() }, "filter").await.unwrap();
    assert_eq!((always.filter.as_str(), &always.condition), ("", &None));
    let unknown = update(&client, &admin, always.clone(), "code").await.unwrap_err();
    assert!(unknown.message().contains("\"code\" cannot be set"), "{}", unknown.message());
    bench.end().await;
}

#[tokio::test]
async fn a_deleted_rule_is_gone_and_its_code_is_not_used_again() {
    let (bench, admin, client) = start().await;
    let made = create(&client, &admin, tagging(""), "").await.unwrap();
    acting(&admin, client.clone().delete_rule(pb::DeleteRuleRequest { id: made.id.clone() })).await.unwrap();
    let missing =
        acting(&admin, client.clone().get_rule(pb::GetRuleRequest { id: made.id })).await.unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
    assert_eq!(create(&client, &admin, tagging(""), "").await.unwrap().code, "A14");
    bench.end().await;
}

#[tokio::test]
async fn agents_read_rules_and_admins_change_them() {
    let (bench, admin, client) = start().await;
    let denied = create(&client, &bench.as_agent(), tagging(""), "").await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    create(&client, &admin, tagging(""), "").await.unwrap();
    assert_eq!(list(&client, &bench.as_agent()).await.len(), 1);
    bench.end().await;
}

#[tokio::test]
async fn another_account_has_rules_of_its_own() {
    let (bench, admin, client) = start().await;
    let made = create(&client, &admin, tagging(""), "").await.unwrap();
    let mut stranger = admin.clone();
    stranger.caller.account = tandem_kit::id::AccountId::new().uuid();
    assert!(list(&client, &stranger).await.is_empty());
    let missing = update(&client, &stranger, made, "name").await.unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
    bench.end().await;
}
