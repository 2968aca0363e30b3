//! When an appointment is: by the clock of its zone, and where that zone is known, in the world's time.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// A day or a time of day, as written, and its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    pub day: NaiveDate,
    /// None: the whole day.
    pub time: Option<NaiveTime>,
    /// As written: `Europe/Berlin`, `W. Europe Standard Time`, `UTC`; none: wherever the reader is.
    pub zone: Option<String>,
    /// None for whole days, and where the zone is not known.
    pub utc: Option<DateTime<Utc>>,
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.day)?;
        if let Some(time) = self.time {
            write!(f, " {}", time.format("%H:%M"))?;
        }
        self.zone.as_ref().filter(|_| self.time.is_some()).map_or(Ok(()), |zone| write!(f, " {zone}"))
    }
}

impl Moment {
    /// The moment this much later.
    #[must_use]
    pub fn after(&self, length: TimeDelta) -> Option<Self> {
        let local = self.day.and_time(self.time.unwrap_or_default()).checked_add_signed(length)?;
        Some(Self {
            day: local.date(),
            time: self.time.map(|_| local.time()),
            zone: self.zone.clone(),
            utc: self.utc.and_then(|utc| utc.checked_add_signed(length)),
        })
    }
}

/// `20250703`, `20250703T100000`, `20250703T100000Z`.
#[must_use]
pub fn read(value: &str, zone: Option<&str>) -> Option<Moment> {
    let value = value.trim();
    let day = NaiveDate::parse_from_str(value.get(..8)?, "%Y%m%d").ok()?;
    let Some(clock) = value.get(9..15).filter(|_| value.as_bytes()[8] == b'T') else {
        return Some(Moment { day, time: None, zone: None, utc: None });
    };
    let time = NaiveTime::parse_from_str(clock, "%H%M%S").ok()?;
    let zone = match zone {
        _ if value.ends_with('Z') => Some("UTC".to_owned()),
        zone => {
            zone.map(|zone| zone.trim().chars().take(100).collect::<String>()).filter(|zone| !zone.is_empty())
        }
    };
    let utc = zone.as_deref().and_then(|zone| in_utc(day.and_time(time), zone));
    Some(Moment { day, time: Some(time), zone, utc })
}

fn in_utc(local: NaiveDateTime, zone: &str) -> Option<DateTime<Utc>> {
    if zone == "UTC" {
        return Some(local.and_utc());
    }
    // Some programs put a path or a version before the name.
    let name = zone.trim_start_matches('/');
    let known = [name, zone_of_windows(name).unwrap_or_default()]
        .into_iter()
        .chain(name.match_indices('/').map(|(at, _)| &name[at + 1..]))
        .find_map(|name| jiff::tz::TimeZone::get(name).ok())?;
    let local: jiff::civil::DateTime = local.format("%Y-%m-%dT%H:%M:%S").to_string().parse().ok()?;
    let second = local.to_zoned(known).ok()?.timestamp().as_second();
    DateTime::from_timestamp(second, 0)
}

/// `P1D`, `PT1H30M`, `P1W`; what goes back in time counts as nothing.
#[must_use]
pub fn duration(value: &str) -> Option<TimeDelta> {
    let rest = value.trim().trim_start_matches('+').strip_prefix('P')?;
    let (mut seconds, mut number, mut in_day) = (0_i64, 0_i64, false);
    for c in rest.chars().take(40) {
        match c {
            'T' => in_day = true,
            c if c.is_ascii_digit() => {
                number = number.checked_mul(10)?.checked_add(i64::from(c.to_digit(10)?))?;
            }
            _ => {
                let unit = match c {
                    'W' => 604_800,
                    'D' => 86_400,
                    'H' => 3_600,
                    'M' if in_day => 60,
                    'S' => 1,
                    _ => return None,
                };
                seconds = seconds.checked_add(number.checked_mul(unit)?)?;
                number = 0;
            }
        }
    }
    TimeDelta::try_seconds(seconds)
}

/// What Windows calls the zones people live in.
fn zone_of_windows(name: &str) -> Option<&'static str> {
    const ZONES: [(&str, &str); 44] = [
        ("Dateline", "Etc/GMT+12"),
        ("Hawaiian", "Pacific/Honolulu"),
        ("Alaskan", "America/Anchorage"),
        ("Pacific", "America/Los_Angeles"),
        ("US Mountain", "America/Phoenix"),
        ("Mountain", "America/Denver"),
        ("Central", "America/Chicago"),
        ("Central America", "America/Guatemala"),
        ("Central Standard Time (Mexico)", "America/Mexico_City"),
        ("Eastern", "America/New_York"),
        ("US Eastern", "America/Indiana/Indianapolis"),
        ("SA Pacific", "America/Bogota"),
        ("Venezuela", "America/Caracas"),
        ("Atlantic", "America/Halifax"),
        ("Newfoundland", "America/St_Johns"),
        ("E. South America", "America/Sao_Paulo"),
        ("Argentina", "America/Argentina/Buenos_Aires"),
        ("Pacific SA", "America/Santiago"),
        ("GMT", "Europe/London"),
        ("Greenwich", "Atlantic/Reykjavik"),
        ("W. Europe", "Europe/Berlin"),
        ("Romance", "Europe/Paris"),
        ("Central Europe", "Europe/Budapest"),
        ("Central European", "Europe/Warsaw"),
        ("E. Europe", "Europe/Chisinau"),
        ("FLE", "Europe/Kyiv"),
        ("GTB", "Europe/Bucharest"),
        ("Turkey", "Europe/Istanbul"),
        ("Russian", "Europe/Moscow"),
        ("Israel", "Asia/Jerusalem"),
        ("Egypt", "Africa/Cairo"),
        ("South Africa", "Africa/Johannesburg"),
        ("W. Central Africa", "Africa/Lagos"),
        ("Arab", "Asia/Riyadh"),
        ("Arabian", "Asia/Dubai"),
        ("India", "Asia/Kolkata"),
        ("SE Asia", "Asia/Bangkok"),
        ("China", "Asia/Shanghai"),
        ("Singapore", "Asia/Singapore"),
        ("Taipei", "Asia/Taipei"),
        ("Tokyo", "Asia/Tokyo"),
        ("Korea", "Asia/Seoul"),
        ("AUS Eastern", "Australia/Sydney"),
        ("New Zealand", "Pacific/Auckland"),
    ];
    let short = name.strip_suffix(" Standard Time").unwrap_or(name);
    ZONES.iter().find(|(windows, _)| *windows == short || *windows == name).map(|(_, zone)| *zone)
}
