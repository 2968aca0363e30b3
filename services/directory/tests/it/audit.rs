//! How long the entries of the audit are kept.
use std::time::Duration;

use tandem_proto::{
    directory::{self as pb, records_service_client::RecordsServiceClient},
    types::ListAuditEntriesRequest,
};

use crate::desk::{Desk, acting, field, mask};

/// What was done in the account, as the audit has it, newest first.
async fn actions(desk: &Desk) -> Vec<String> {
    let mut records = RecordsServiceClient::new(desk.bench.channel("directory"));
    let request = ListAuditEntriesRequest { page_size: 100, ..Default::default() };
    let listed = acting(&desk.bench.as_system(), records.list_audit_entries(request)).await.unwrap();
    listed.entries.into_iter().map(|entry| entry.action).collect()
}

async fn keeps(desk: &Desk, days: i32) -> Result<pb::Account, tonic::Status> {
    let account = pb::Account { audit_kept_days: days, ..Default::default() };
    let request =
        pb::UpdateAccountRequest { account: Some(account), update_mask: Some(mask(&["audit_kept_days"])) };
    acting(&desk.owner(), desk.accounts().update_account(request)).await
}

async fn later(desk: &Desk, days: u64) {
    desk.bench.advance(Duration::from_secs(days * 86_400));
    desk.bench.settle().await;
}

#[tokio::test]
async fn entries_are_forgotten_when_the_account_says_and_deletions_stay() {
    let desk = Desk::open().await;
    let account = acting(&desk.owner(), desk.accounts().get_account(pb::GetAccountRequest {})).await.unwrap();
    assert_eq!(account.audit_kept_days, 400);
    let team = pb::CreateTeamRequest { name: "Night".into(), ..Default::default() };
    let team = acting(&desk.owner(), desk.teams().create_team(team)).await.unwrap();
    let gone = pb::DeleteTeamRequest { id: team.id };
    acting(&desk.owner(), desk.teams().delete_team(gone)).await.unwrap();
    let has = |actions: &[String], action: &str| actions.iter().any(|one| one == action);

    later(&desk, 399).await;
    assert!(has(&actions(&desk).await, "TeamsService/CreateTeam"));
    keeps(&desk, 0).await.unwrap();
    later(&desk, 2).await;
    assert!(has(&actions(&desk).await, "TeamsService/CreateTeam"), "0 is for ever");
    let refused = keeps(&desk, 7).await.unwrap_err();
    assert_eq!(field(&refused), "account.audit_kept_days", "{refused:?}");
    keeps(&desk, 400).await.unwrap();
    later(&desk, 0).await;
    let left = actions(&desk).await;
    assert!(!has(&left, "TeamsService/CreateTeam"), "{left:?}");
    assert!(has(&left, "TeamsService/DeleteTeam"), "what was deleted is told for ever: {left:?}");
    assert!(has(&left, "AccountsService/UpdateAccount"), "what is new stays: {left:?}");
    desk.bench.end().await;
}
