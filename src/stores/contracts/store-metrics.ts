import type { Store } from './store.js'

/** A gauge of a store, for `/metrics`. */
export interface StoreMetric {
  /** Without the prefix `homemanager_`. A name that ends in `_total` is a counter. */
  readonly name: string
  readonly help: string
  readonly values: readonly StoreMetricValue[]
}

export interface StoreMetricValue {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** Observes an open store from now on. Metrics that the server or the rights of the role do not allow are missing. */
export interface StoreMonitor extends Disposable {
  read(): Promise<readonly StoreMetric[]>
}

export type MonitorStore<Opened extends Store = Store> = (store: Opened) => StoreMonitor
