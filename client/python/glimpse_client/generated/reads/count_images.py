from ..base_model import BaseModel


class CountImages(BaseModel):
    images_aggregate: "CountImagesImagesAggregate"


class CountImagesImagesAggregate(BaseModel):
    count: int
    size: "CountImagesImagesAggregateSize"


class CountImagesImagesAggregateSize(BaseModel):
    sum: int


CountImages.model_rebuild()
CountImagesImagesAggregate.model_rebuild()
