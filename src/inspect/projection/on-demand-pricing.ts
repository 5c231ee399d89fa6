/**
 * Prices of DynamoDB on-demand, standard table class, in us-east-1, in US dollars (aws.amazon.com/dynamodb/pricing,
 * since November 2024), and the limits of one partition (developer guide, "Best practices for partition keys").
 */
export const ON_DEMAND_PRICING = {
  region: 'us-east-1',
  perMillionReadUnits: 0.125,
  perMillionWriteUnits: 0.625,
  perGigabyteMonth: 0.25,
  /** Bytes that one read unit covers, strongly consistent; half a unit otherwise. */
  readUnitBytes: 4096,
  writeUnitBytes: 1024,
  /** Maximum throughput of a partition per second, whatever the table's is. */
  partitionReadUnits: 3000,
  partitionWriteUnits: 1000,
  /** Maximum size of a page of results. */
  pageBytes: 1_048_576,
} as const
