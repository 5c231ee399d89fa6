import type { StoreName } from '../../core/store-name.js'
import type { PatternMeasurement } from './access-pattern.js'
import type { StoreRequests } from '../../core/store-types.js'
import type { Store } from './store.js'

/** Measures requests of access patterns. */
export interface RequestExplainer<Name extends StoreName = StoreName, Opened extends Store = Store> {
  /** Measures how the store serves the request, which changes no data. `index` is the index that must serve it. */
  explain(store: Opened, request: StoreRequests[Name], index: string): Promise<PatternMeasurement>
  /** The request in one line, as it would be typed. */
  format(request: StoreRequests[Name]): string
}
