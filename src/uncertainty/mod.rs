//! Uncertain quantities: distributions with exact moments, their quantiles, and
//! draws from named streams of random numbers.

mod beta;
mod distribution;
mod error;
mod moments;
mod normal;
mod pert;
mod quantile;
mod sampler;
mod stream;
#[cfg(test)]
mod tests;

pub use distribution::{Distribution, Family};
pub use error::DistributionError;
pub use sampler::Sampler;
pub use stream::{KeyedStream, stream_key};
