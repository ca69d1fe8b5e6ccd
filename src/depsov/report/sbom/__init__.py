"""The report as a bill of materials: CycloneDX and SPDX, written anew, or put into the document that was scanned."""
