//! People and organizations by the beginnings of words, and by words that are spelt much the same.
use tandem_proto::directory::{self as pb, names_service_client::NamesServiceClient};

use crate::desk::{Desk, acting};

async fn customers(desk: &Desk, query: &str) -> (Vec<String>, String) {
    let request = pb::ListCustomersRequest { query: query.into(), ..Default::default() };
    let found = acting(&desk.owner(), desk.customers().list_customers(request)).await.unwrap();
    (found.customers.into_iter().map(|customer| customer.name).collect(), found.corrected_query)
}

#[tokio::test]
async fn customers_are_found_by_any_word_of_their_name_or_address_even_if_it_is_spelt_wrong() {
    let desk = Desk::open().await;
    for (name, email) in [
        ("Ann O'Brien-Miller", "ann@client.test"),
        ("Bob Schneider", "bob.schneider@mail.wonderland.test"),
        ("Zoë Jones", "zoe_j@client.test"),
    ] {
        desk.customer(name, email).await.unwrap();
    }
    desk.bench.settle().await;
    let (ann, bob, zoe) = ("Ann O'Brien-Miller", "Bob Schneider", "Zoë Jones");
    for (query, corrected, found) in [
        ("ann", "", vec![ann]),
        ("MILL", "", vec![ann]),
        ("o'brien", "", vec![ann]),
        ("miller ann", "", vec![ann]),
        ("ann@client.test", "", vec![ann]),
        ("client.te", "", vec![ann, zoe]),
        ("wonder", "", vec![bob]),
        ("zoe_j", "", vec![zoe]),
        ("zoë", "", vec![zoe]),
        ("ill", "", vec![]),
        ("%", "", vec![]),
        ("mliler", "miller", vec![ann]),
        ("Bob Shneider", "bob schneider", vec![bob]),
        ("bob@wonderlnad.test", "bob@wonderland.test", vec![bob]),
        ("jonse", "jones", vec![zoe]),
        ("nobodyatall", "", vec![]),
    ] {
        let (names, said) = customers(&desk, query).await;
        assert_eq!(
            (names, said.as_str()),
            (found.iter().map(ToString::to_string).collect(), corrected),
            "{query}"
        );
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn organizations_are_found_by_their_name_and_domains_and_users_by_theirs() {
    let desk = Desk::open().await;
    desk.organization("Northern Lights", &["polar.test", "aurora-mail.test"]).await.unwrap();
    desk.organization("Client", &["client.test"]).await.unwrap();
    desk.agent("eve@acme.test").await;
    desk.bench.settle().await;
    for (query, found) in [
        ("light", vec!["Northern Lights"]),
        ("aurora-m", vec!["Northern Lights"]),
        ("nothern", vec!["Northern Lights"]),
        ("polra", vec!["Northern Lights"]),
        ("mail.test", vec![]),
    ] {
        let request = pb::ListOrganizationsRequest { query: query.into(), ..Default::default() };
        let answer = acting(&desk.owner(), desk.organizations().list_organizations(request)).await.unwrap();
        let names: Vec<String> = answer.organizations.into_iter().map(|one| one.name).collect();
        assert_eq!(names, found, "{query}");
    }
    for (query, corrected) in [("agent", ""), ("eve@acme", ""), ("agnet", "agent")] {
        let request = pb::ListUsersRequest { query: query.into(), ..Default::default() };
        let answer = acting(&desk.owner(), desk.users().list_users(request)).await.unwrap();
        assert!(answer.users.iter().any(|user| user.name == "Eve Agent"), "{query}");
        assert_eq!(answer.corrected_query, corrected, "{query}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn what_is_found_goes_on_page_by_page_also_where_it_was_spelt_wrong() {
    let desk = Desk::open().await;
    for n in 0..5 {
        desk.customer(&format!("Miller {n}"), &format!("m{n}@client.test")).await.unwrap();
    }
    desk.bench.settle().await;
    for query in ["miller", "mliler"] {
        let (mut seen, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = pb::ListCustomersRequest {
                query: query.into(),
                page_size: 2,
                page_token,
                ..Default::default()
            };
            let page = acting(&desk.owner(), desk.customers().list_customers(request)).await.unwrap();
            seen.extend(page.customers.into_iter().map(|customer| customer.name));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(seen, ["Miller 0", "Miller 1", "Miller 2", "Miller 3", "Miller 4"], "{query}");
    }
    let other = desk.makes_account("Other", "otto@other.test").await.unwrap();
    let account: tandem_kit::id::AccountId = other.account.unwrap().id.parse().unwrap();
    let caller = tandem_kit::Caller { account: account.uuid(), ..desk.owner().caller };
    for query in ["miller", "mliler"] {
        let request = pb::ListCustomersRequest { query: query.into(), ..Default::default() };
        let stranger = tandem_kit::Cause::by(caller.clone());
        let found = acting(&stranger, desk.customers().list_customers(request)).await.unwrap();
        assert!(found.customers.is_empty(), "{query}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn names_that_were_written_before_words_were_learnt_are_read_again() {
    let desk = Desk::open().await;
    desk.customer("Ann Miller", "ann@client.test").await.unwrap();
    desk.organization("Northern Lights", &["polar.test"]).await.unwrap();
    desk.bench.settle().await;
    let account = desk.owner().caller.account;
    let mut tx = desk.context().db.begin().await.unwrap();
    sqlx::query!("delete from directory.search_word where account = $1", account)
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query!("delete from directory.search_vocabulary where account = $1", account)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(customers(&desk, "mliler").await.0.is_empty());
    let (mut read, mut page_token) = (0, String::new());
    loop {
        let mut names = NamesServiceClient::new(desk.bench.channel("directory"));
        let request = pb::LearnNamesRequest { page_token, ..Default::default() };
        let batch = acting(&desk.bench.as_system(), names.learn_names(request)).await.unwrap();
        read += batch.read;
        page_token = batch.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(read, 3, "Ann, the organization and the owner of the account");
    assert_eq!(customers(&desk, "mliler").await, (vec!["Ann Miller".to_owned()], "miller".to_owned()));
    desk.bench.end().await;
}
