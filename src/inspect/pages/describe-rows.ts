import type { Page } from './page.js'

/** What is beside the title: the state of what is shown, and the order of the rows, or that by which the user has sorted them. */
export function describeRows({ subtitle, order }: Pick<Page, 'subtitle' | 'order'>, sorted = order): string {
  return [subtitle ?? '', sorted ?? ''].filter((text) => text !== '').join(', ')
}
