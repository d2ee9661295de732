//! Distances on the globe.

/// The Earth's mean radius (IUGG), km.
pub const EARTH_RADIUS: f64 = 6371.0088;

/// The great-circle distance in km between two places given as latitude and
/// longitude in degrees, on a sphere of the mean radius (haversine formula,
/// Sinnott 1984). Good to about 0.5 % of the way on the ellipsoid.
pub fn great_circle(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half_lat = libm::sin((lat_b - lat_a) / 2.0);
    let half_lon = libm::sin((b.1 - a.1).to_radians() / 2.0);
    let h = half_lat * half_lat + libm::cos(lat_a) * libm::cos(lat_b) * half_lon * half_lon;
    // Rounding may leave h a little outside 0 to 1 near the antipodes.
    2.0 * EARTH_RADIUS * libm::asin(h.clamp(0.0, 1.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * b.abs().max(1.0)
    }

    #[test]
    fn a_quarter_a_half_and_none_of_the_way_round() {
        let quarter = std::f64::consts::FRAC_PI_2 * EARTH_RADIUS;
        assert!(near(great_circle((0.0, 0.0), (0.0, 90.0)), quarter));
        assert!(near(great_circle((0.0, 0.0), (90.0, 33.0)), quarter));
        assert!(near(great_circle((12.0, 20.0), (-12.0, -160.0)), 2.0 * quarter));
        assert_eq!(great_circle((43.6, 51.2), (43.6, 51.2)), 0.0);
    }

    #[test]
    fn the_short_way_over_the_date_line() {
        let way = great_circle((0.0, 179.0), (0.0, -179.0));
        assert!(near(way, 2.0_f64.to_radians() * EARTH_RADIUS));
    }

    #[test]
    fn nashville_to_los_angeles() {
        // The worked example of the haversine formula at Rosetta Code gives
        // 2887.26 km for a radius of 6372.8 km.
        let way = great_circle((36.12, -86.67), (33.94, -118.40));
        assert!((way * 6372.8 / EARTH_RADIUS - 2887.2599).abs() < 1e-3);
    }
}
