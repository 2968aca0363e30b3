//! Timesheets over its API, on a real database. What needs items is told in the stories of the platform.
use tandem_kit::{auth::acting, testing::Bench};
use tandem_proto::timesheets::{
    CreateTimeEntryRequest, GetTimeEntryRequest, ListTimeEntriesRequest, ListTimersRequest,
    StartTimerRequest, StopTimerRequest, time_entries_service_client::TimeEntriesServiceClient,
    timers_service_client::TimersServiceClient,
};
use tonic::Code;

static ONLY: [tandem_kit::Service; 1] = [tandem_timesheets::SERVICE];
const NOBODYS: &str = "_0191d3c58f4e7a6b9c2d1e3f5a7b9c0d";

#[tokio::test]
async fn nobody_has_worked_in_a_new_account() {
    let bench = Bench::start(&ONLY).await;
    let agent = bench.as_agent();
    let mut timers = TimersServiceClient::new(bench.channel("timesheets"));
    let mut entries = TimeEntriesServiceClient::new(bench.channel("timesheets"));
    let running =
        acting(&agent, timers.list_timers(ListTimersRequest::default())).await.unwrap().into_inner();
    assert!(running.timers.is_empty());
    let logged = acting(&agent, entries.list_time_entries(ListTimeEntriesRequest::default()))
        .await
        .unwrap()
        .into_inner();
    assert!(logged.time_entries.is_empty() && logged.next_page_token.is_empty());
    bench.end().await;
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_what_is_wrong_is_named() {
    let bench = Bench::start(&ONLY).await;
    let agent = bench.as_agent();
    let mut timers = TimersServiceClient::new(bench.channel("timesheets"));
    let mut entries = TimeEntriesServiceClient::new(bench.channel("timesheets"));
    let missing =
        acting(&agent, entries.get_time_entry(GetTimeEntryRequest { id: format!("time{NOBODYS}") }))
            .await
            .unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
    let missing = acting(
        &agent,
        timers.stop_timer(StopTimerRequest { id: format!("timer{NOBODYS}"), notes: String::new() }),
    )
    .await;
    assert_eq!(missing.unwrap_err().code(), Code::NotFound);
    let wrong =
        acting(&agent, entries.create_time_entry(CreateTimeEntryRequest::default())).await.unwrap_err();
    assert_eq!((wrong.code(), wrong.message()), (Code::InvalidArgument, "duration: is required"));
    let wrong = acting(&agent, timers.start_timer(StartTimerRequest::default())).await.unwrap_err();
    assert_eq!((wrong.code(), wrong.message()), (Code::InvalidArgument, "item_id: is required"));
    bench.end().await;
}

#[tokio::test]
async fn customers_see_no_times() {
    let bench = Bench::start(&ONLY).await;
    let customer = bench.as_customer(tandem_kit::id::CustomerId::new());
    let mut entries = TimeEntriesServiceClient::new(bench.channel("timesheets"));
    let denied =
        acting(&customer, entries.list_time_entries(ListTimeEntriesRequest::default())).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    bench.end().await;
}
