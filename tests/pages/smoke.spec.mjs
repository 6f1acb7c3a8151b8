import { expect, test } from './fixtures.mjs';

test('a link opens at its gate', async ({ page, service, axe, shot }) => {
  const [shipment] = await service.origin.journeys();
  const reply = await service.fetch('/share/links', {
    method: 'POST',
    headers: { authorization: `Bearer ${await service.apiKey('mint')}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      targets: [{ targetType: 'CONTAINER', targetIds: [shipment.container] }],
      receiverIds: ['you@example.com'],
    }),
  });
  expect(reply.status).toBe(201);
  const { response } = await reply.json();

  await page.goto(`${response.shareUrl}#to=you@example.com`);
  // Neither the token nor the address stays where a history or a screenshot would keep it.
  await expect(page).toHaveURL(`${service.url}/s/${response.linkId}`);
  await expect(page.getByRole('textbox')).toHaveValue('you@example.com');
  await axe();
  await shot('gate');
});
