// What axe finds.

import AxeBuilder from '@axe-core/playwright';

/** Axe's findings on the page as it stands: `rule: element` each. */
export async function axeFinds(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
