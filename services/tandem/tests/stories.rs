//! Stories across services. Each is told twice: in one process, and over eleven processes with RabbitMQ and Redis.

/// Makes the two tests of a story.
macro_rules! told_twice {
    ($story:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn embedded() {
            $story(&crate::support::Platform::start(crate::support::Form::Embedded).await).await;
        }
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn distributed() {
            $story(&crate::support::Platform::start(crate::support::Form::Distributed).await).await;
        }
    };
}

mod a_move_is_interrupted;
mod accounts_are_exported;
mod another_desk_moves_in;
mod customers_see_their_own;
mod dates_and_people;
mod everything_moves_in;
mod fields_are_kept;
mod files_are_imported;
mod html_runs_nowhere;
mod internal_stays_inside;
mod items_are_merged;
mod macros_are_run;
mod mail_comes_in;
mod mail_goes_out;
mod parts_are_away;
mod people_have_fields;
mod people_talk;
mod projects_are_shared;
mod projects_become_private;
mod requests_are_checked;
mod the_main_job;
mod things_are_retired;
mod views_are_shared;
mod visitors_chat;
