import type { JSX } from 'preact'
import { parseAddress } from '../../../inspect/pages/address.js'
import type { PageDocument } from '../../server/studio-document.js'
import { OriginLine } from './origin-line.js'
import { OverviewPage } from './overview-page.js'
import { PageHeader } from './page-header.js'
import { PaneStack } from './pane-stack.js'
import { QueryPage } from './query-page.js'
import { RecordPage } from './record-page.js'
import { TracePage } from './trace-page.js'

export interface PageProps {
  readonly page: PageDocument
  readonly reload: () => void
}

/** A page: its title, its panes as its screen arranges them, and where the rows come from. */
export function PageView({ page, reload }: PageProps): JSX.Element {
  const Body = chooseBody(page)
  return (
    <>
      <PageHeader key={`header ${getKey(page)}`} page={page} reload={reload} />
      <Body key={getKey(page)} page={page} reload={reload} />
      <OriginLine page={page} />
    </>
  )
}

function chooseBody({ address }: PageDocument): (properties: PageProps) => JSX.Element {
  const { screen, path, parameters } = parseAddress(address)
  if (screen === 'overview') return OverviewPage
  if (screen === 'query') return QueryPage
  if (screen === 'traces' && path.length === 1) return TracePage
  if (screen === 'records' && path.length === 2 && parameters['field'] === undefined) return RecordPage
  return PaneStack
}

/** The statement stays in the editor while its results change. */
function getKey({ address }: PageDocument): string {
  return address.startsWith('/query') ? '/query' : address
}
