import type { Address } from './address.js'
import type { Page } from './page.js'

/** A screen of the inspector: opens a page by its address. `Sources` is what it reads. */
export interface Screen<Sources> {
  /** The first word of the addresses of its pages. */
  readonly name: string
  readonly title: string
  open(sources: Sources, address: Address, signal: AbortSignal): Promise<Page>
}
