# Reads what textkit wrote into this folder. Set the working directory to it first.
# Packages: Matrix, quanteda; readtext for the texts; stm for topics with covariates.

documents <- read.csv("documents.csv", fileEncoding = "UTF-8-BOM", colClasses = "character")

# The texts with their metadata, as a corpus. Words are cut anew by quanteda's own tokenizer.
texts <- vapply(documents$file, function(file) {
  paste(readLines(file, encoding = "UTF-8", warn = FALSE), collapse = "\n")
}, "")
corpus <- quanteda::corpus(unname(texts), docnames = documents$doc_id, docvars = documents)

# The counts of words as textkit cuts them, with blanks inside ("đầu tư"), as a dfm.
counts <- as(Matrix::readMM("counts.mtx"), "CsparseMatrix")
dimnames(counts) <- list(documents$doc_id, readLines("features.txt", encoding = "UTF-8"))
dfm <- quanteda::as.dfm(counts)
quanteda::docvars(dfm) <- documents

# For stm:
# stm <- quanteda::convert(quanteda::dfm_trim(dfm, min_docfreq = 3), to = "stm")
# fit <- stm::stm(stm$documents, stm$vocab, K = 10, prevalence = ~ period, data = stm$meta)
