/**
 * The query, update and aggregation operators that Amazon DocumentDB 5.0 supports (its developer guide, "Supported
 * MongoDB APIs, operations, and data types"). Lists the supported operators, since MongoDB continues to add new ones.
 */
export const DOCDB_OPERATORS: ReadonlySet<string> = new Set(
  // Aggregation
  (
    '$abs $add $addToSet $addFields $allElementsTrue $and $anyElementTrue $arrayElemAt $arrayToObject ' +
    '$avg $ceil $changeStream $cmp $collStats $concat $concatArrays $cond $convert $count $currentOp ' +
    '$dateAdd $dateDiff $dateFromString $dateSubtract $dateToString $dayOfMonth $dayOfWeek $dayOfYear ' +
    '$divide $eq $exp $filter $first $floor $geoNear $group $gt $gte $hour $ifNull $in $indexOfArray ' +
    '$indexOfBytes $indexOfCP $indexStats $isArray $isoDayOfWeek $isoWeek $isoWeekYear $last $let ' +
    '$limit $literal $ln $log $log10 $lt $lte $lookup $ltrim $map $match $max $mergeObjects ' +
    '$millisecond $min $minute $mod $month $multiply $natural $ne $not $objectToArray $or $out $push ' +
    '$project $range $redact $reduce $regexFind $regexFindAll $regexMatch $replaceAll $replaceOne ' +
    '$replaceRoot $reverseArray $rtrim $sample $search $second $setDifference $setEquals ' +
    '$setIntersection $setIsSubset $setUnion $skip $slice $size $sort $split $sqrt $strLenBytes ' +
    '$strLenCP $strcasecmp $substr $substrBytes $substrCP $subtract $sum $switch $toBool $toDate ' +
    '$toDecimal $toDouble $toInt $toLong $toLower $toObjectId $toString $toUpper $trim $type $unwind ' +
    '$week $year $zip' +
    ' ' +
    // Queries
    '$all $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet $comment $elemMatch $exists $expr ' +
    '$geoIntersects $geoWithin $geometry $jsonSchema $maxDistance $minDistance $near $nearSphere $nin ' +
    '$nor $options $regex' +
    ' ' +
    // Updates
    '$bit $currentDate $each $inc $mul $pop $position $pull $pullAll $rename $set $setOnInsert $unset'
  ).split(' '),
)

/** Operators added in DocumentDB 8.0, according to its release notes. */
export const DOCDB_NEW_IN_8: ReadonlySet<string> = new Set(
  '$bucket $dateTrunc $merge $pow $rand $replaceWith $vectorSearch $text $meta'.split(' '),
)
