//! From an origin's bytes to a journey, as one binary so that it links once.

// cfg(test) is always true here; it tells clippy that these are tests, where
// helpers may unwrap.
#[cfg(test)]
mod any_order;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod samples;
