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
  /** A partition gives this much a second and no more, whatever the table has. */
  partitionReadUnits: 3000,
  partitionWriteUnits: 1000,
  /** One answer holds no more. */
  pageBytes: 1_048_576,
} as const
