//! How the channels of all accounts do, as figures for the operator: no account is named, only the kind of channel.
use std::sync::LazyLock;

use prometheus::{GaugeVec, Opts};
use tandem_kit::{Result, telemetry::metrics};

use crate::tools::Tools;

/// The gauges, by kind: `imap`, `relay`, `smtp`.
struct Figures {
    good: GaugeVec,
    bad: GaugeVec,
    backlog: GaugeVec,
    certificate: GaugeVec,
    token: GaugeVec,
}

static FIGURES: LazyLock<Figures> = LazyLock::new(|| {
    let gauge = |name: &str, help: &str| {
        let made = GaugeVec::new(Opts::new(name, help), &["kind"]).expect("names and labels are constants");
        if let Err(error) = metrics().register(made.clone()) {
            tracing::warn!(%error, name, "a figure of the channels is not shown");
        }
        made
    };
    Figures {
        good: gauge("tandem_channel_good", "Channels that work."),
        bad: gauge(
            "tandem_channel_bad",
            "Channels that do not work, and of which their administrators are told.",
        ),
        backlog: gauge("tandem_channel_backlog", "Mails that wait for a channel."),
        certificate: gauge(
            "tandem_channel_certificate_seconds",
            "Time until the first certificate of a channel's server ends.",
        ),
        token: gauge("tandem_channel_token_seconds", "Time until the first access token of a channel ends."),
    }
});

/// Reads the figures anew. It is no work that anything waits for.
///
/// # Errors
/// Where the database is away.
pub async fn refresh(tools: &Tools) -> Result<usize> {
    let now = tools.clock.now();
    let kinds = sqlx::query!(
        r#"/* every account: the operator's figures */
           select split_part(channel, ':', 1) as "kind!", count(*) filter (where good) as "good!",
                  count(*) filter (where not good) as "bad!",
                  case when split_part(channel, ':', 1) = 'relay'
                       then (select count(*) from conversations.outgoing_mail where mailbox is not null and state in (1, 3))
                            + (select count(*) from conversations.outgoing_mail where mailbox is null and state in (1, 3))
                       else coalesce(sum(backlog), 0)::bigint end as "backlog!",
                  min(certificate_expire_time) as certificate, min(token_expire_time) as token
             from conversations.channel_health
            group by 1
            order by 1
            limit 10"#
    )
    .fetch_all(tools.db.pool())
    .await?;
    let figures = &*FIGURES;
    let number = |count: i64| f64::from(i32::try_from(count).unwrap_or(i32::MAX));
    // What is gone is not shown as it was last: an alarm would ring on for a channel that nobody has any more.
    [&figures.good, &figures.bad, &figures.backlog, &figures.certificate, &figures.token]
        .into_iter()
        .for_each(GaugeVec::reset);
    for kind in kinds {
        let label = [kind.kind.as_str()];
        figures.good.with_label_values(&label).set(number(kind.good));
        figures.bad.with_label_values(&label).set(number(kind.bad));
        figures.backlog.with_label_values(&label).set(number(kind.backlog));
        for (gauge, ends) in [(&figures.certificate, kind.certificate), (&figures.token, kind.token)] {
            if let Some(ends) = ends {
                gauge.with_label_values(&label).set(number((ends - now).num_seconds()));
            }
        }
    }
    Ok(0)
}
