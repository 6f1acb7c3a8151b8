// The map of a tracking page as Leaflet's documentation would have one write it.

import L from 'leaflet';
import 'leaflet/dist/leaflet.css';

import { bounds, colours, ports, route, vessel } from '../voyage.mjs';

const latLng = ([lng, lat]) => [lat, lng];

const map = L.map('map', { attributionControl: false }).fitBounds(bounds.map(latLng));
document.getElementById('map').style.background = colours.sea;

const land = await (await fetch('land.json')).json();
L.geoJSON(land, { style: { stroke: false, fillColor: colours.land, fillOpacity: 1 }, interactive: false }).addTo(map);
L.polyline(route.map(latLng), { color: colours.line, weight: 2 }).addTo(map);
for (const { name, at } of ports) {
  L.circleMarker(latLng(at), { radius: 5, color: colours.line }).bindTooltip(name, { permanent: true }).addTo(map);
}
L.circleMarker(latLng(vessel.at), { radius: 8, color: colours.line, fillOpacity: 1 }).bindTooltip(vessel.name).addTo(map);

// Leaflet draws paths as they are added, in this task or, on a canvas, in the next frame.
window.mapDrawn();
