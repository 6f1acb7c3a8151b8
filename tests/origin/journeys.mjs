// Every journey of the demo, one file each.

import atSea from './journeys/at-sea.json' with { type: 'json' };
import booked from './journeys/booked.json' with { type: 'json' };
import customs from './journeys/customs.json' with { type: 'json' };
import deliveredLongAgo from './journeys/delivered-long-ago.json' with { type: 'json' };
import delivered from './journeys/delivered.json' with { type: 'json' };
import feeder from './journeys/feeder.json' with { type: 'json' };
import inland from './journeys/inland.json' with { type: 'json' };
import rolled from './journeys/rolled.json' with { type: 'json' };
import transhipped from './journeys/transhipped.json' with { type: 'json' };
import weather from './journeys/weather.json' with { type: 'json' };

export default [atSea, booked, customs, deliveredLongAgo, delivered, feeder, inland, rolled, transhipped, weather];
