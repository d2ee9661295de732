[
  (body)
  (table)
  (list)
  (columns)
  (block_comment)
] @fold
