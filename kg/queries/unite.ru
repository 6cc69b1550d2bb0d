# Writes what all graphs say into the default graph: each statement once, whoever says it.

INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }
