#[test]
fn smoke() {
    use crate::geo::{ports, Point, lanes};
    let pairs = std::fs::read_to_string("/tmp/geo/pairs.txt").unwrap();
    let t=std::time::Instant::now(); super::Chart::get(); println!("chart {:?}", t.elapsed());
    for l in pairs.lines() { let mut w=l.split_whitespace(); let (Some(a),Some(b),Some(d))=(w.next(),w.next(),w.next()) else {continue}; let d:f64=d.parse().unwrap();
        let (Some(p),Some(q))=(ports::find(a),ports::find(b)) else { println!("{a} {b} unknown"); continue};
        let t=std::time::Instant::now();
        match lanes::route(Point::new(p.lat,p.lon),Point::new(q.lat,q.lon)) { None=>println!("{a} {b} NONE"), Some(r)=>println!("{}{a} {b} {:.0} pub {d} {:+.1}% pts {} {:?}", if ((r.nautical_miles/d-1.0)*100.0).abs()>4.5 {"*** "} else {""}, r.nautical_miles, (r.nautical_miles/d-1.0)*100.0, r.points.len(), t.elapsed()) }
    }
}
#[test]
fn show() {
    use crate::geo::{ports, Point, lanes};
    let v=std::env::var("SHOW").unwrap_or_default(); let mut w=v.split(' '); let (Some(a),Some(b))=(w.next(),w.next()) else {return};
    let (p,q)=(ports::find(a).unwrap(),ports::find(b).unwrap());
    let r=lanes::route(Point::new(p.lat,p.lon),Point::new(q.lat,q.lon)).unwrap();
    for p in r.points { print!("{:.2},{:.2} ",p.lat,p.lon);} println!();
}
