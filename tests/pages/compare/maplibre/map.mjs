// The map of a tracking page as MapLibre's documentation would have one write it. Names are markers, because a text
// layer would want a glyph server.

import { LngLatBounds, Map, Marker, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';

import { bounds, colours, ports, route, vessel } from '../voyage.mjs';

setWorkerUrl('/maplibre/maplibre-gl-worker.mjs');

const map = new Map({
  container: 'map',
  bounds: new LngLatBounds(...bounds),
  attributionControl: false,
  fadeDuration: 0,
  style: {
    version: 8,
    sources: {
      land: { type: 'geojson', data: new URL('land.json', location).href },
      route: { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: route } } },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': colours.land } },
      { id: 'route', type: 'line', source: 'route', paint: { 'line-color': colours.line, 'line-width': 2 } },
    ],
  },
});

function mark({ name, at }, className) {
  const element = document.createElement('div');
  element.className = className;
  element.textContent = name;
  new Marker({ element }).setLngLat(at).addTo(map);
}
for (const port of ports) mark(port, 'port');
mark(vessel, 'vessel');

// Everything asked for is there and has been rendered.
map.once('idle', () => window.mapDrawn());
