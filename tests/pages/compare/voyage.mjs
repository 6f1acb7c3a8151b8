// What the peers' maps show: about what our own page shows of this voyage. Longitude first, as in GeoJSON.

export const ports = [
  { name: 'Santos', at: [-46.308, -23.931] },
  { name: 'Antwerp, Deurganckdok', at: [4.256, 51.287] },
];

export const vessel = { name: 'SANTOS TERN', at: [-6.2, 48.9] };

export const route = [
  [-46.308, -23.931], [-46.25, -24.4], [-41.5, -23.4], [-38.6, -19.2], [-34.6, -9.1], [-33.9, -6.2], [-30.2, 1.5],
  [-25.8, 11.6], [-20.6, 20.8], [-15.4, 29.9], [-11.9, 37.6], [-10.1, 43.2], [-6.2, 48.9], [-3.1, 49.6], [1.1, 50.7],
  [1.9, 51.1], [3.1, 51.5], [3.7, 51.42], [4.256, 51.287],
];

/** South-west and north-east. */
export const bounds = [[-50, -30], [10, 56]];

export const colours = { sea: '#dfe8ee', land: '#b9c4ba', line: '#1f4e79' };
